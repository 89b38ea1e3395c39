"""The examples beside the rule files: read, applied to their base household, computed and compared; they are tests."""

from voorzieningen.examples._read import Case, read_examples
from voorzieningen.examples._run import PLAN, STEP_KEY, Result, Run, check, run, worked

__all__ = ["PLAN", "STEP_KEY", "Case", "Result", "Run", "check", "read_examples", "run", "worked"]
