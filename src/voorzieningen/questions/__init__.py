"""The talk: which open fact is worth asking next, how to ask it, and where its answer goes."""

from voorzieningen.questions._answer import SKIPS, answer, doubtful, forget
from voorzieningen.questions._next import next_question

__all__ = ["SKIPS", "answer", "doubtful", "forget", "next_question"]
