"""Table 1 and the Results of the audited review were read twice, by two readers who did not see each other's rows.

`review-second-reading.csv` is the second reading: figures and their lines only. Each of its figures must be a row
of the package for the same trial, in the same section, with the same count and percentage.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "datapackage" / "data"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


SECOND = read(HERE / "review-second-reading.csv")
FIRST = [
    {"resource": resource, **row}
    for resource in ("endpoint", "characteristic")
    for row in read(DATA / f"{resource}.csv")
    if row["source_id"] == "review-cart-b-all"
]


@pytest.mark.parametrize("figure", SECOND, ids=lambda f: f"line {f['line']} {f['trial_id']} {f['tokens']}")
def test_the_second_reading_finds_its_figure_in_the_first(figure: dict[str, str]) -> None:
    tokens = figure["tokens"].split()
    matches = [
        row
        for row in FIRST
        if row["locator"].startswith(figure["section"])
        and row["trial_id"] == figure["trial_id"]
        and all(token in row["reported"] for token in tokens)
    ]
    assert matches
    if figure["estimate"]:
        endpoints = [row for row in matches if row["resource"] == "endpoint"]
        assert any(
            row["estimate"] == figure["estimate"]
            and (not figure["numerator"] or row["numerator"] == figure["numerator"])
            for row in endpoints
        )


def test_the_first_reading_of_the_table_has_no_figure_that_the_second_lacks() -> None:
    seen = {(figure["trial_id"], token) for figure in SECOND for token in figure["tokens"].split()}
    seen |= {(f["trial_id"], f[name]) for f in SECOND for name in ("numerator", "denominator", "estimate")}
    for row in FIRST:
        if row["locator"].startswith("table-1/") and row["resource"] == "endpoint":
            for name in ("numerator", "denominator", "estimate"):
                assert not row[name] or (row["trial_id"], row[name]) in seen, row["endpoint_id"]
