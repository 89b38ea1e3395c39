"""Formulas and sentences of a rule file cut at their names, each name with the step, parameter, term or fact it points at."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from voorzieningen.render.rule_model import Part, Parts, Ref
from voorzieningen.rulebook import PLACEHOLDER, RECEIVED, Feit, RegelingFile

_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")
_SPACES = re.compile(r"\s+")
_LABEL_FOLLOWS = re.compile(r"\bis\s+\Z")
_KEY_FOLLOWS = re.compile(r"([a-z_][a-z0-9_.]*)\((?:[^()]*,\s*)?\Z")
_TABLE_AFTER, _GATHERS, _TABLE_BEFORE = re.compile(r"\bvan\s+\Z"), re.compile(r"[a-z_]\(\Z"), re.compile(r"\s*(?:\)|waarvoor\b)")


class Names:
    """What the names in one rule file point at; `others` are all files by the name formulas give them."""

    def __init__(
        self, file: RegelingFile, others: Mapping[str, RegelingFile], facts: Mapping[str, Feit], tables: Container[str]
    ) -> None:
        self._file, self._others, self._facts, self._tables = file, others, facts, tables
        units = [one.eenheid for one in facts.values()]
        for one in (file, *others.values()):
            units += [step.eenheid for step in one.stappen.values()]
            units += [figure.eenheid for figure in one.parameters.values()]
        self._labels = {label for unit in units if isinstance(unit, tuple) for label in unit}

    def ref(self, name: str) -> Ref | None:
        """What a name points at; None for a word of the language, a label or a table."""
        head, dot, tail = name.partition(".")
        if f"{head}." == RECEIVED:
            return Ref(tail, "") if tail in self._others else None
        if dot:
            return Ref(head, tail) if head in self._others and _has(self._others[head], tail) else None
        if _has(self._file, name):
            return Ref(self._file.regeling, name)
        return Ref("", name) if name in self._facts else None

    def formula(self, text: str, labels: tuple[str, ...] = ()) -> Parts:
        """A formula as written, on one line; `labels` are those it may give, which are no names."""
        text = _SPACES.sub(" ", text.strip())
        if text in labels:
            return (Part(text),)
        found: list[Part] = []
        end = 0
        for match in _NAME.finditer(text):
            before, after = text[: match.start()], text[match.end() :]
            other = self._is_label(match[0], before) or self._is_table(match[0], before, after)
            ref = None if other else self.ref(match[0])
            if ref is not None:
                found += [Part(text[end : match.start()]), Part(match[0], ref)]
                end = match.end()
        return tuple(one for one in (*found, Part(text[end:])) if one.text)

    def _is_label(self, name: str, before: str) -> bool:
        """Whether a label stands here, behind `is` or as the key of a table of values."""
        table = _KEY_FOLLOWS.search(before)
        return bool(_LABEL_FOLLOWS.search(before) or (table and name in self._labels and self.ref(table[1])))

    def _is_table(self, name: str, before: str, after: str) -> bool:
        """Whether the rows of a table are gathered here: a step may have the same name, and is not meant then."""
        gathered = _TABLE_AFTER.search(before) or (_GATHERS.search(before) and _TABLE_BEFORE.match(after))
        return name in self._tables and bool(gathered)

    def sentence(self, text: str) -> Parts:
        """A sentence, cut at its `{names}`."""
        text = _SPACES.sub(" ", text.strip())
        found: list[Part] = []
        end = 0
        for match in PLACEHOLDER.finditer(text):
            found += [Part(text[end : match.start()]), Part(match[0], self.ref(match[1]))]
            end = match.end()
        return tuple(one for one in (*found, Part(text[end:])) if one.text)


def _has(file: RegelingFile, name: str) -> bool:
    named = name in file.stappen or name in file.parameters or name in file.open
    return named or (name == "recht" and bool(file.voorwaarden))


def plain(parts: Parts) -> str:
    """The text of parts."""
    return "".join(one.text for one in parts)
