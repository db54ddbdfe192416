"""Every numeral and dash of the audited review, and the row that claims it or the reason why none does.

Run as a script where the text is present, it lists what is not claimed and ends 1 where anything is left:

    python tests/data/claims.py TEXT [--all]

`review-claims.csv` holds, for each token by line and column, the keys that claim it (`resource/key`, joined by "; ")
or one of the closed set of reasons. No sentence of the text is kept.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
# A dash that stands for a value: not a hyphen, a range, or the sign of CD19-.
DASH = re.compile(r"(?<![\w\)+])[-–−](?![\w>])")
REASONS = {
    "citation number",
    "background biology",
    "background epidemiology",
    "part of a name",
    "figure or table number",
    "heading",
}
CLAIMS = Path(__file__).with_name("review-claims.csv")
DATA = Path(__file__).resolve().parents[2] / "datapackage" / "data"


class Token(NamedTuple):
    """A numeral or dash of the text by its line and column, both counted from 1."""

    line: int
    column: int
    text: str


def tokens(text: str) -> list[Token]:
    """Return every numeral and dash of a text, in order."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        matches = [*NUMERAL.finditer(line), *DASH.finditer(line)]
        found += [Token(number, m.start() + 1, m.group()) for m in sorted(matches, key=lambda m: m.start())]
    return found


def reported() -> dict[str, str]:
    """Return what each row of the package reports, by `resource/key`."""
    rows = {}
    for resource in ("endpoint", "characteristic", "conclusion", "comparison", "comparison_group", "comparison_trial"):
        with (DATA / f"{resource}.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                rows[f"{resource}/{next(iter(row.values()))}"] = row.get("reported") or ""
    return rows


def faults(found: Iterable[Token], claims: list[dict[str, str]], rows: dict[str, str]) -> list[str]:
    """Return what is wrong: tokens without a claim, claims without a token, keys and reasons that do not exist."""
    wrong = []
    by_place = {(int(c["line"]), int(c["column"])): c for c in claims}
    for token in found:
        claim = by_place.pop((token.line, token.column), None)
        if claim is None or claim["token"] != token.text:
            wrong.append(f"{token.line}:{token.column}: {token.text!r} is not claimed")
            continue
        keys = [key for key in claim["claimed_by"].split("; ") if key]
        if bool(keys) == bool(claim["reason"]):
            wrong.append(f"{token.line}:{token.column}: {token.text!r} needs either rows or a reason")
        if claim["reason"] and claim["reason"] not in REASONS:
            wrong.append(f"{token.line}:{token.column}: {claim['reason']!r} is no reason")
        for key in keys:
            if key not in rows:
                wrong.append(f"{token.line}:{token.column}: {key} is no row")
            elif rows[key] and token.text not in rows[key]:
                wrong.append(f"{token.line}:{token.column}: {key} reports {rows[key]!r}, not {token.text!r}")
    wrong += [f"{line}:{column}: claimed, but not in the text" for line, column in by_place]
    return wrong


def read_claims() -> list[dict[str, str]]:
    """Return the claims as they are committed."""
    with CLAIMS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main(arguments: list[str]) -> int:
    """List the claims (all with `--all`) and the faults; return the exit code."""
    text = Path(arguments[0]).read_text(encoding="utf-8")
    claims, found = read_claims(), tokens(text)
    if "--all" in arguments:
        for claim in claims:
            print(f"{claim['line']}:{claim['column']}\t{claim['token']}\t{claim['claimed_by'] or claim['reason']}")
    wrong = faults(found, claims, reported())
    print(*wrong, sep="\n", end="\n" if wrong else "")
    claimed = sum(bool(claim["claimed_by"]) for claim in claims)
    reasoned = len(claims) - claimed
    print(f"{len(found)} numerals and dashes: {claimed} claimed by rows, {reasoned} with a reason, {len(wrong)} faults")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
