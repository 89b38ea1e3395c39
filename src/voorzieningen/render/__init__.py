"""Report or rule to something people read: the outcome redrawn, no second computation."""

from voorzieningen.render.compare import compare_lines
from voorzieningen.render.coverage import coverage_page, pack_lines
from voorzieningen.render.curve import curve_lines
from voorzieningen.render.page import Line, Style
from voorzieningen.render.referrals import TOPICS, referral_lines
from voorzieningen.render.rule_lines import rule_lines
from voorzieningen.render.rule_page import rule_page
from voorzieningen.render.side_by_side import side_by_side
from voorzieningen.render.signal_page import signal_page
from voorzieningen.render.state import state_lines
from voorzieningen.render.steps import explain_lines, step_lines
from voorzieningen.render.text import report_lines
from voorzieningen.render.values import value_lines

__all__ = [
    "TOPICS",
    "Line",
    "Style",
    "compare_lines",
    "coverage_page",
    "curve_lines",
    "explain_lines",
    "pack_lines",
    "referral_lines",
    "report_lines",
    "rule_lines",
    "rule_page",
    "side_by_side",
    "signal_page",
    "state_lines",
    "step_lines",
    "value_lines",
]
