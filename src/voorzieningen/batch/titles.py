"""What schemes and signals are called for the households of some municipalities."""

from __future__ import annotations

from collections.abc import Collection

from voorzieningen.rulebook import RuleFiles, instances, key_of


def titles_in(files: RuleFiles, towns: Collection[str]) -> dict[str, str]:
    """The title of each scheme and signal, of the country and of these municipalities.

    A scheme that two of them call differently has the words of its name.
    """
    found = {name: file.model.titel for name, file in (*files.schemes.items(), *files.signals.items())}
    for frame in files.frames.values():
        found |= {name: title for name, (_, title) in instances(frame.model).items()}
    mine = {key_of(town) for town in towns}
    local: dict[str, set[str]] = {}
    for (body, key), pack in files.packs.items():
        if body != "gemeente" or key in mine:
            for name, file in pack.schemes.items():
                local.setdefault(name, set()).add(file.model.titel)
    for name, titles in local.items():
        found[name] = titles.pop() if len(titles) == 1 else name.replace("_", " ").capitalize()
    return found
