"""The nudge test in full: `python benchmarks/nudge.py [--scheme zorgtoeslag] [--survived]`, minutes on two cores."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from nudge import CAUGHT, EXEMPT, REFUSED, SURVIVED, Nudger, run, share, table  # noqa: E402
from voorzieningen.screening import load_rules  # noqa: E402


def main() -> int:
    """Prints a line per scheme; exit code 1 when a scheme is below 95%."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--scheme", help="only the nudges of this rule file; of a pack: its folder, or folder/file")
    words.add_argument("--survived", action="store_true", help="also list each nudge that no example noticed")
    words.add_argument("--exempt", action="store_true", help="also list each exempted nudge with its reason")
    words.add_argument("--rules", type=Path, help="another folder of rules")
    words.add_argument("--processes", type=int, default=2)
    given = words.parse_args()
    begin = time.perf_counter()
    nudger = Nudger(load_rules(given.rules))
    chosen = [one for one in nudger.nudges() if given.scheme in (None, one.scheme, one.scheme.split("/")[0])]
    verdicts = list(run(nudger, chosen, given.processes))
    rows = table(verdicts)
    print(f"{'scheme':44}{'nudges':>8}{CAUGHT:>8}{SURVIVED:>10}{'share':>8}{REFUSED:>9}{EXEMPT:>8}")
    for scheme, row in sorted(rows.items()):
        print(f"{scheme:44}{sum(row.values()):8}{row[CAUGHT]:8}{row[SURVIVED]:10}{share(row):8.1%}{row[REFUSED]:9}{row[EXEMPT]:8}")
    print(f"{sum(map(len, nudger.read.values()))} examples, {time.perf_counter() - begin:.0f} s")
    for one in verdicts:
        if (given.survived and one.kind == SURVIVED) or (given.exempt and one.kind == EXEMPT):
            print(f"{one.kind}: {one.nudge.name}{'  ' + one.by if one.by else ''}")
    return int(any(share(row) < 0.95 for row in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
