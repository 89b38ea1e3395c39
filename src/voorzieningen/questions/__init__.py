"""The talk: which open fact is worth asking next, how to ask it, and where its answer goes."""

from voorzieningen.questions._answer import SKIPS, answer, doubtful, read_amount
from voorzieningen.questions._form import Field, Part, answered, form
from voorzieningen.questions._next import next_question, question_at

__all__ = [
    "SKIPS",
    "Field",
    "Part",
    "answer",
    "answered",
    "doubtful",
    "form",
    "next_question",
    "question_at",
    "read_amount",
]
