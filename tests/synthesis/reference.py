"""Data sets and what metafor makes of them: frozen, or computed where R is.

Run as a program, it freezes the data sets of this module anew.
"""

from __future__ import annotations

import json
import math
import random
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
FROZEN = HERE / "frozen.json"
Trials = list[tuple[str, int, int]]
DRAWN = 24

CHOSEN: dict[str, Trials] = {
    "two-groups": [("a", 65, 79), ("a", 24, 30), ("a", 27, 35), ("b", 44, 53), ("b", 39, 55), ("b", 21, 24)],
    "none-and-all": [("a", 0, 12), ("a", 3, 40), ("a", 9, 9), ("b", 5, 20), ("b", 18, 22), ("b", 30, 31)],
    "no-spread": [("a", 50, 100), ("a", 51, 100), ("a", 49, 100), ("b", 25, 50), ("b", 50, 100)],
    "two-trials": [("a", 8, 20), ("a", 15, 22)],
    "one-in-a-group": [("a", 8, 20), ("a", 15, 22), ("a", 30, 41), ("b", 3, 25)],
    "three-groups": [("a", 8, 20), ("a", 15, 22), ("b", 30, 41), ("b", 3, 25), ("c", 6, 11), ("c", 70, 96)],
    "no-event-at-all": [("a", 0, 12), ("a", 0, 30), ("a", 0, 21)],
    "no-event-in-one-group": [("a", 0, 12), ("a", 0, 30), ("b", 4, 21), ("b", 9, 30)],
}


def drawn(seed: int, number: int) -> dict[str, Trials]:
    """Return data sets drawn at random: small and large trials, rare and frequent events, no spread and much."""
    source = random.Random(seed)
    found: dict[str, Trials] = {}
    for at in range(number):
        spread, base = source.choice([0.0, 0.2, 0.6, 1.2]), source.choice([-3, -1, 0, 1, 2.5])
        trials: Trials = []
        for place in range(source.randint(3, 12)):
            size, share = source.randint(5, 110), 1 / (1 + math.exp(-(base + source.gauss(0, spread))))
            trials.append(("ab"[place % 2], sum(source.random() < share for _ in range(size)), size))
        found[f"seed-{seed}-{at}"] = trials
    return found


def metafor(sets: dict[str, Trials]) -> dict[str, dict[str, float]] | None:
    """Return what metafor gives for each data set; None where R or metafor is not installed."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    lines: Iterable[str] = (
        f"{name},{group},{events},{patients}" for name, trials in sets.items() for group, events, patients in trials
    )
    asked = "\n".join(["set,group,events,patients", *lines, ""])
    done = subprocess.run(
        [program, "--vanilla", str(HERE / "reference.R")], input=asked, capture_output=True, text=True, check=False
    )
    if "there is no package called" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, float]] = {name: {} for name in sets}
    for line in done.stdout.splitlines():
        name, key, value = line.split("\t")
        found[name][key] = float(value)
    return found


def frozen() -> tuple[dict[str, Trials], dict[str, dict[str, float]]]:
    """Return the frozen data sets and what metafor gave for them."""
    read = json.loads(FROZEN.read_text(encoding="utf-8"))
    sets = {name: [(str(g), int(e), int(n)) for g, e, n in entry["trials"]] for name, entry in read["sets"].items()}
    return sets, {name: entry["metafor"] for name, entry in read["sets"].items()}


def _freeze() -> None:
    sets = {**CHOSEN, **drawn(2003, DRAWN)}
    given = metafor(sets)
    assert given is not None, "R with metafor and lme4 is needed"
    about = "Numbers of R metafor 3.8-1 with lme4, from reference.R; the data sets are made up."
    entries = [f' "{name}": ' + json.dumps({"trials": trials, "metafor": given[name]}) for name, trials in sets.items()]
    body = ",\n".join(entries)
    FROZEN.write_text(f'{{\n"about": "{about}",\n"sets": {{\n{body}\n}}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    _freeze()
