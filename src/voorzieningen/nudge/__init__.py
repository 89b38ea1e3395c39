"""The nudge test: each figure, line, rounding and comparison of the rules is moved a little; an example must notice.

`Nudger.nudges` are all such changes of the rule files. A nudge is linked again only where it stands, and the examples of the
years in which it is in force run on it until one fails. What only holds in a place is asked of the examples of that place: a
frame everywhere, with the fillings of its examples too. Most expectations are met by one exact run, in which whatever is
open is filled in with one completion, or by one bounds run; there another figure than the expected one fails the example.
What only cutting into cases or a list of questions can show is computed in full, for the few nudges nothing else saw.
"""

from voorzieningen.nudge._change import DEBTS, Nudge, changed
from voorzieningen.nudge._groups import Group, group_of, linked_of, packs_of, part_of, roots_of
from voorzieningen.nudge._nudger import Nudger, Verdict, name_of
from voorzieningen.nudge._proof import Aantallen, Proof, SchemeProof, proof_of, read_proof, sample, still_proven, unused
from voorzieningen.nudge._run import run

__all__ = [
    "DEBTS",
    "Aantallen",
    "Group",
    "Nudge",
    "Nudger",
    "Proof",
    "SchemeProof",
    "Verdict",
    "changed",
    "group_of",
    "linked_of",
    "name_of",
    "packs_of",
    "part_of",
    "proof_of",
    "read_proof",
    "roots_of",
    "run",
    "sample",
    "still_proven",
    "unused",
]
