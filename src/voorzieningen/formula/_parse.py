"""Text of one formula to a plain syntax tree: a tokenizer and a precedence parser, small enough to read in one sitting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voorzieningen.errors import RuleError

GATHERS = ("som", "aantal", "een", "elk", "hoogste", "laagste", "aantal_verschillende")
LITERALS = (0, 1, 2, 12)
WORDS = frozenset({"als", "dan", "anders", "en", "of", "niet", "is", "van", "waarvoor", "ja", "nee"})
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:[.,]\d+)?)|(?P<name>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)|(?P<sign><=|>=|[-+*/(),<>]))"
)


_INSTEAD = {
    "=": "Voor gelijk schrijft u `is`.",
    "!": "Voor ongelijk schrijft u `niet (... is ...)`.",
    "&": "Schrijf `en`.",
    "|": "Schrijf `of`.",
    "%": "Maak er een parameter van met eenheid procent.",
    "€": "Maak er een parameter van met eenheid EUR.",
    "^": "Schrijf de vermenigvuldiging uit.",
    ":": "Delen is `/`.",
    "?": "Een keuze is `als ... dan ... anders ...`.",
}
"""What a sign of another language is in this one."""


@dataclass(frozen=True, slots=True)
class Ast:
    """A node of the syntax tree: operation, arguments, text (name or literal) and the column in the formula (from 1)."""

    op: str
    args: tuple[Ast, ...]
    text: str
    column: int


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def fault(what: str, text: str, column: int, repair: str) -> RuleError:
    """A RuleError about one column of a formula; the caller adds the file and line."""
    return RuleError(f"{what} (teken {column} van `{text.strip()}`).", repair=repair)


_LENGTH, _DEPTH = 300, 40
"""More words or deeper nesting than any readable line has."""


def parse(text: str) -> Ast:
    """The syntax tree of one formula.

    Raises RuleError with the column and the repair when the text is not in the language.
    """
    return _Parser(text).formula()


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if not match:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise fault(
                f"het teken `{text[at]}` hoort niet in een formule",
                text,
                at + 1,
                _INSTEAD.get(text[at], "Gebruik namen, + - * /, vergelijkingen, haakjes en de woorden van de taal."),
            )
        kind = match.lastgroup or ""
        word = match.group(kind)
        found.append(_Token("word" if word in WORDS else kind, word, match.start(kind) + 1))
        if len(found) > _LENGTH:
            raise fault("deze formule is te lang", text[:60] + "...", match.start(kind) + 1, "Maak er meer stappen van.")
        at = match.end()
    return [*found, _Token("end", "het einde", len(text) + 1)]


class _Parser:
    """Precedence climbing: of, en, niet, one comparison, + -, * /, `van aanvrager`."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at, self.branches, self.depth = text, _tokens(text), 0, 0, 0

    def formula(self) -> Ast:
        tree = self.whole()
        if self.now.kind != "end":
            raise self.wrong(f"`{self.now.text}` staat hier niet goed", "Zet er +, -, *, /, en of of tussen, of haal het weg.")
        return tree

    @property
    def now(self) -> _Token:
        return self.tokens[self.at]

    def wrong(self, what: str, repair: str) -> RuleError:
        return fault(what, self.text, self.now.column, repair)

    def take(self, text: str) -> bool:
        if self.now.text == text and self.now.kind in ("word", "sign"):
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.wrong(f"hier moet `{text}` staan, niet `{self.now.text}`", f"Schrijf `{text}`.")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEPTH:
            raise self.wrong("deze formule is te diep genest", "Maak er meer stappen van.")

    def whole(self) -> Ast:
        column = self.now.column
        if not self.take("als"):
            return self.either()
        self.branches += 1
        if self.branches > 1:
            raise fault("een formule mag één keer `als` hebben", self.text, column, "Maak er een `kies` of een eigen stap van.")
        condition = self.either()
        self.need("dan")
        then = self.either()
        self.need("anders")
        return Ast("als", (condition, then, self.either()), "", column)

    def either(self) -> Ast:
        tree = self.both()
        while self.now.text == "of" and self.now.kind == "word":
            column = self.now.column
            self.at += 1
            tree = Ast("of", (tree, self.both()), "", column)
        return tree

    def both(self) -> Ast:
        tree = self.negated()
        while self.now.text == "en" and self.now.kind == "word":
            column = self.now.column
            self.at += 1
            tree = Ast("en", (tree, self.negated()), "", column)
        return tree

    def negated(self) -> Ast:
        column = self.now.column
        if self.take("niet"):
            self.deeper()
            return Ast("niet", (self.negated(),), "", column)
        return self.comparison()

    def comparison(self) -> Ast:
        tree = self.sum()
        if self.now.text in ("<", "<=", ">", ">=", "is"):
            token = self.now
            self.at += 1
            tree = Ast(token.text, (tree, self.sum()), "", token.column)
            if self.now.text in ("<", "<=", ">", ">=", "is"):
                raise self.wrong("twee vergelijkingen achter elkaar", "Schrijf ze apart, met `en` ertussen.")
        return tree

    def sum(self) -> Ast:
        tree = self.product()
        while self.now.text in ("+", "-") and self.now.kind == "sign":
            token = self.now
            self.at += 1
            tree = Ast(token.text, (tree, self.product()), "", token.column)
        return tree

    def product(self) -> Ast:
        tree = self.value()
        while self.now.text in ("*", "/") and self.now.kind == "sign":
            token = self.now
            self.at += 1
            tree = Ast(token.text, (tree, self.value()), "", token.column)
        return tree

    def value(self) -> Ast:
        tree = self.atom()
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else self.now
        if self.now.text == "van" and following.text == "aanvrager":
            tree = Ast("van_aanvrager", (tree,), "", self.now.column)
            self.at += 2
        return tree

    def atom(self) -> Ast:
        token = self.now
        if token.kind == "number":
            self.at += 1
            if token.text not in {str(literal) for literal in LITERALS}:
                raise fault(
                    f"het getal {token.text} mag niet in een formule",
                    self.text,
                    token.column,
                    "Maak er een parameter met bron van; alleen 0, 1, 2 en 12 mogen hier staan.",
                )
            return Ast("getal", (), token.text, token.column)
        if token.text in ("ja", "nee"):
            self.at += 1
            return Ast("waarheid", (), token.text, token.column)
        if self.take("("):
            self.deeper()
            tree = self.whole()
            self.need(")")
            self.depth -= 1
            return tree
        if token.kind == "name":
            self.at += 1
            if self.take("("):
                self.deeper()
                found = self.call(token)
                self.depth -= 1
                return found
            return Ast("naam", (), token.text, token.column)
        raise self.wrong(f"hier moet een naam, getal of haakje staan, niet `{token.text}`", "Vul de formule aan.")

    def call(self, name: _Token) -> Ast:
        if name.text in GATHERS:
            return self.gather(name)
        args = [self.whole()]
        while self.take(","):
            args.append(self.whole())
        self.need(")")
        return Ast("roep", tuple(args), name.text, name.column)

    def gather(self, name: _Token) -> Ast:
        """`som(bedrag van rij waarvoor voorwaarde)`; what is summed and the condition may be left out."""
        inner = self.whole()
        if self.take("van"):
            over = self.now
            if over.kind != "name":
                raise self.wrong(f"na `van` moet een tabel of rol staan, niet `{over.text}`", "Noem de tabel of de rol.")
            self.at += 1
            parts = (inner, Ast("naam", (), over.text, over.column))
        else:
            if inner.op != "naam":
                raise fault(
                    "hier ontbreekt `van` met een tabel of rol",
                    self.text,
                    name.column,
                    f"Schrijf `{name.text}(... van tabel)`.",
                )
            parts = (Ast("leeg", (), "", inner.column), inner)
        where = self.either() if self.take("waarvoor") else Ast("leeg", (), "", name.column)
        self.need(")")
        return Ast("verzamel", (*parts, where), name.text, name.column)
