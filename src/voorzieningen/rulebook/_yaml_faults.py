"""What the YAML parser says in English, as a place, a fault and a repair in Dutch; each parser of PyYAML words it its own way."""

from __future__ import annotations

from yaml import MarkedYAMLError

_INDENT = "Zet sleutels die bij elkaar horen precies onder elkaar. Kijk ook of elk aanhalingsteken hiervoor eindigt."
_QUOTE = "Zet de tekst tussen aanhalingstekens."

# What stands in the problem: the fault, the repair. `{line}` is the line where what went wrong began.
_KNOWN = (
    ("mapping values are not allowed", "hier staat een dubbele punt die niet past.",
     "Zet een tekst met een dubbele punt tussen aanhalingstekens, en kijk naar de inspringing van deze regel en die erboven."),
    ("',' or ']'", "de lijst die op regel {line} begint, gaat hier niet goed verder.",
     "Kijk naar de haakjes: sluit haar met ], of zet een komma tussen twee delen."),
    ("',' or '}'", "de groep die op regel {line} begint, gaat hier niet goed verder.",
     "Kijk naar de haakjes: sluit haar met }, of zet een komma tussen twee delen."),
    ("unexpected end of stream", "een tekst begint met een aanhalingsteken en eindigt nergens.",
     "Zet hetzelfde aanhalingsteken aan het eind."),
    ("cannot start any token", "met dit teken kan geen tekst beginnen.", _QUOTE),
    ("escape character", "een \\ betekent tussen dubbele aanhalingstekens iets anders.",
     "Gebruik enkele aanhalingstekens, of schrijf er twee."),
    ("expected key", "deze regel past niet onder de regels erboven.", _INDENT),
    ("<block end>", "deze regel past niet onder de regels erboven.", _INDENT),
)  # fmt: skip
_AT_THE_BEGIN = ("unexpected end of stream", "escape character")


def yaml_fault(error: MarkedYAMLError) -> tuple[tuple[int, int] | None, str, str]:
    """The line and column (from 1), the fault and the repair."""
    problem = error.problem or ""
    begin = error.context_mark or error.problem_mark
    mark = begin if any(text in problem for text in _AT_THE_BEGIN) else error.problem_mark or begin
    place = (mark.line + 1, mark.column + 1) if mark else None
    line = begin.line + 1 if begin else 1
    for text, what, repair in _KNOWN:
        if text in problem:
            return place, f"dit is geen geldige YAML: {what.format(line=line)}", repair
    return place, "dit is geen geldige YAML.", "Kijk bij deze regel naar inspringing, haakjes en aanhalingstekens."
