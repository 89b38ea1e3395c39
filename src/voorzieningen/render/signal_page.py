"""The arrears signals as a page for auditors: every line in order, what a municipality may choose, and the sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voorzieningen.rulebook import RegelingFile, RuleFile

_HEAD = """\
# Signalen: wanneer een huishouden achter dreigt te lopen

Deze bladzijde is gemaakt uit de regels zelf (`rules/signalen/`). Een signaal leest alleen feiten over geld. De eerste regel
die geldt, beslist. Staat er een antwoord open dat ertoe doet, dan is het signaal `onbekend`. Er is geen score en er zijn geen
punten: het niveau van een huishouden is het zwaarste signaal dat `ja` is. Een grens onder "Een gemeente mag kiezen" is een
oordeel van wie erbij staat, tot een gemeente een andere invult.
"""


def signal_page(signals: Mapping[str, RuleFile]) -> str:
    """The Markdown page of `docs/signalen.md`."""
    shown = [file.model for file in signals.values() if file.model.signaal]
    lines = [_HEAD]
    for model in sorted(shown, key=lambda one: one.titel):
        lines += _signal(model)
    return "\n".join(lines) + "\n"


def _signal(model: RegelingFile) -> Iterator[str]:
    wanted = model.signaal
    assert wanted is not None
    yield f"## {model.titel}\n"
    yield f"`{model.regeling}` · {model.samenvatting}\n"
    yield "| Ernst | Als | Reden | Doe | Bron |\n|---|---|---|---|---|"
    for line in model.stappen["ernst"].kies or ():
        label = str(line.dan or line.anders)
        do = next((text for name, text in wanted.doe.items() if name == label), "")
        sources = ", ".join(line.bron or model.stappen["ernst"].bron)
        yield _cells(label, f"`{line.als}`" if line.als else "anders", line.uitleg, do, sources)
    yield ""
    for name, parameter in model.parameters.items():
        values = ", ".join(f"{one.waarde} vanaf {day}" for day, one in parameter.waarden.items() if not isinstance(one, str))
        if not parameter.naar:
            yield f"- `{name}`: {values} ({parameter.eenheid})"
    for name, term in model.open.items():
        chosen = f"Zolang: {term.zolang} ({term.eenheid}), gekozen door {term.eigenaar}."
        yield f"- Een gemeente mag kiezen {term.wat} (`{name}`). {chosen}"
    for name, source in model.bronnen.items():
        yield f"- Bron {name}: [{source.tekst}]({source.url}), {source.zekerheid}, gezien {source.gezien}."
    yield ""


def _cells(*texts: str) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"
