"""A right number over the wrong number of patients: denominators held against the sets of the trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cartrials.checks.counts.percentages import decimals_of, percent, proportions, twice_excess
from cartrials.checks.locators import enclosing
from cartrials.checks.registry import Authority, check
from cartrials.evidence import Evidence, Failure, Row

if TYPE_CHECKING:
    import pandas as pd

HANDBOOK = Authority("guideline", "Cochrane Handbook for Systematic Reviews of Interventions, chapters 6 and 23")
INSPECT_SR = Authority("guideline", "INSPECT-SR: percentages are calculated from the correct denominator")
DERIVATION = Authority("derivation", "the denominators that a count and a percentage imply, in integers")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "endpoint": ("numerator", "denominator", "estimate", "unit", "statistic", "locator", "trial_id"),
    "characteristic": ("attribute", "number", "locator", "trial_id", "source_id"),
    "analysis_set": ("size", "trial_id", "kind"),
}


def with_row_size(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the sample size that their source prints in the same table row.

    Returns:
        `rows` with Int64 column `row_size` and `size_row`, the position in `characteristic` it was taken from;
        rows without one are left out.
    """
    stated = evidence.tables["characteristic"]
    sizes = stated[
        stated["attribute"].eq("sample_size").fillna(False) & stated["number"].notna() & stated["trial_id"].notna()
    ]
    sizes = sizes.assign(
        place=enclosing(sizes["locator"]), size_row=sizes.index, row_size=sizes["number"].astype("Int64")
    ).drop_duplicates(["source_id", "trial_id", "place"])
    joined = rows.assign(place=enclosing(rows["locator"]), row=rows.index).merge(
        sizes[["source_id", "trial_id", "place", "row_size", "size_row"]],
        on=["source_id", "trial_id", "place"],
    )
    return joined.set_index("row", drop=False)


def _sets_of(evidence: Evidence) -> dict[str, list[tuple[str, int, int]]]:
    """Return, by trial, the sets with a size: name, size, position."""
    sets = evidence.tables["analysis_set"]
    sets = sets[sets["size"].notna()]
    found: dict[str, list[tuple[str, int, int]]] = {}
    for position, trial, name, size in zip(
        sets.index, sets["trial_id"], sets["analysis_set_id"], sets["size"], strict=True
    ):
        found.setdefault(str(trial), []).append((str(name), int(size), int(position)))
    return found


def stated_sizes(evidence: Evidence, rows: pd.DataFrame) -> pd.Series[int]:
    """Return the size of each row's own analysis set; missing where the source does not state the set."""
    sets = evidence.tables["analysis_set"].drop_duplicates("analysis_set_id").set_index("analysis_set_id")
    sizes = sets.loc[sets["kind"].ne("not_stated"), "size"]
    return rows["analysis_set_id"].map(sizes).astype("Int64")


def _outside_row_size(evidence: Evidence) -> pd.DataFrame:
    """Return counts with percentages that neither the row's sample size nor the row's own set gives."""
    rows = proportions(evidence)
    rows = with_row_size(evidence, rows[rows["N"].isna() & rows["n"].notna() & rows["R"].notna()])
    rows = rows[rows["row_size"] > 0]
    off = rows["row_size"] > 0
    for size in (rows["row_size"], stated_sizes(evidence, rows)):
        excess = twice_excess(rows["n"], size, rows["R"], rows["scale"]).abs()
        off &= (excess > size).fillna(True).astype(bool)
    return rows[off]


def _gives(n: int, size: int, digits: int, scale: int) -> bool:
    return size >= n and size > 0 and abs(200 * n * scale - 2 * digits * size) <= size


@check(
    "POP001",
    name="denominator-of-another-set",
    severity="error",
    scope="trial",
    needs=NEEDS,
    authority=(HANDBOOK, INSPECT_SR, DERIVATION),
)
def denominator_of_another_set(evidence: Evidence) -> list[Failure]:
    """A count and its percentage are out of another number of patients than the one printed in their row.

    Where a table prints a count with a percentage but no denominator, the row's sample size is what a reader takes
    it to be out of. The check asks whether that size gives the percentage (to nearest, ties either way), or else the
    size of the set that the row itself states. Where neither does, it looks for arms and sets of the trial whose
    size does and names them: one arm of a randomised trial under the size of the whole trial, those evaluable under
    those enrolled. Where no known set fits, the hint gives the sizes that the count and percentage imply, and the
    finding is a warning.
    """
    rows = _outside_row_size(evidence)
    sets = _sets_of(evidence)
    failures = []
    for position in rows.index:
        row = rows.loc[position]
        n, size, digits, scale = (int(row[name]) for name in ("n", "row_size", "R", "scale"))
        fitting = [entry for entry in sets.get(str(row["trial_id"]), []) if _gives(n, entry[1], digits, scale)]
        names = ", ".join(f"{name} ({count})" for name, count, _ in fitting)
        estimate = evidence.cell("endpoint", int(position), "estimate")
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("numerator", "estimate"),
                f"{n} of the {size} patients of this row is {percent(n, size, decimals_of(scale))} %, "
                "not the percentage printed.",
                expected=" or ".join(sorted({f"{n} of {count}" for _, count, _ in fitting}))
                or f"{percent(n, size, decimals_of(scale))} %",
                hint=f"The percentage fits the size of {names}." if fitting else _implied(n, digits, scale),
                related=(
                    Row("characteristic", int(row["size_row"]), ("reported",)),
                    *(Row("analysis_set", at, ("size",)) for _, _, at in fitting[:3]),
                ),
                severity=None if fitting else "warning",
                observed=f"numerator={n}; estimate={estimate}; sample size={size}",
            )
        )
    return failures


def _implied(n: int, digits: int, scale: int) -> str:
    if not digits:
        return ""
    low = -(-200 * n * scale // (2 * digits + 1))
    high = 200 * n * scale // (2 * digits - 1)
    span = f"{low}" if low == high else f"{low} to {high}"
    return f"The count and the percentage imply {span} patients; no known set of the trial has that size."


@check(
    "POP002",
    name="size-in-place-of-count",
    severity="error",
    scope="trial",
    needs=NEEDS,
    authority=(DERIVATION,),
    explains=("POP001",),
)
def size_in_place_of_count(evidence: Evidence) -> list[Failure]:
    """The number printed as a count of patients is the size of a set, and the percentage is out of that set.

    It speaks where the count does not give the percentage out of the row's sample size nor out of any known set,
    equals the size of a set, and some smaller count out of that set gives the percentage: then a denominator was
    printed where the count belongs. Sets of responders are left out, since their size is a count of its own; so is a
    count that is the whole of its set (100 %).
    """
    rows = _outside_row_size(evidence)
    rows = rows[rows["R"] < 100 * rows["scale"]]
    sets = _sets_of(evidence)
    every = evidence.tables["analysis_set"]
    responders = set(every.loc[every["kind"].eq("responders").fillna(False), "analysis_set_id"])
    failures = []
    for position in rows.index:
        row = rows.loc[position]
        n, digits, scale = (int(row[name]) for name in ("n", "R", "scale"))
        count = (2 * digits * n + 100 * scale) // (200 * scale)
        known = sets.get(str(row["trial_id"]), [])
        same = [entry for entry in known if entry[1] == n and entry[0] not in responders]
        fits = any(_gives(n, size, digits, scale) for _, size, _ in known)
        if not same or fits or count >= n or not _gives(count, n, digits, scale):
            continue
        estimate = evidence.cell("endpoint", int(position), "estimate")
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("numerator", "estimate"),
                f"{n} is the size of {same[0][0]}, and {estimate} % of {n} patients is {count}.",
                expected=f"{count} of {n}",
                hint="A denominator seems to stand where the count belongs.",
                related=(
                    Row("characteristic", int(row["size_row"]), ("reported",)),
                    *(Row("analysis_set", at, ("size",)) for _, _, at in same[:3]),
                ),
                observed=f"numerator={n}; estimate={estimate}; sample size={int(row['row_size'])}",
            )
        )
    return failures


@check(
    "POP003",
    name="denominator-beside-sample-size",
    severity="warning",
    scope="trial",
    needs=NEEDS,
    authority=(INSPECT_SR, DERIVATION),
)
def denominator_beside_sample_size(evidence: Evidence) -> list[Failure]:
    """A cell prints a denominator that is not the sample size of its row.

    That may be right (those evaluable for one outcome), but figures of one row that are out of different patients
    cannot be compared or pooled as one. A denominator that is the size of a known set of the trial is named. Where the
    row itself states the set of that size, all is said, and the check is silent.
    """
    endpoint = evidence.tables["endpoint"]
    rows = with_row_size(evidence, endpoint[endpoint["denominator"].notna()])
    other = (rows["denominator"] != rows["row_size"]) & (rows["denominator"] != stated_sizes(evidence, rows)).fillna(
        True
    )
    rows = rows[other.fillna(False)]
    sets = _sets_of(evidence)
    failures = []
    for position in rows.index:
        row = rows.loc[position]
        size, stated = int(row["denominator"]), int(row["row_size"])
        same = [entry for entry in sets.get(str(row["trial_id"]), []) if entry[1] == size]
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("denominator",),
                f"The row's sample size is {stated}, and this figure is out of {size}.",
                expected=str(stated),
                hint=f"{size} is the size of {', '.join(name for name, _, _ in same)}."
                if same
                else "No known set of the trial has that size.",
                related=(
                    Row("characteristic", int(row["size_row"]), ("reported",)),
                    *(Row("analysis_set", at, ("size",)) for _, _, at in same[:3]),
                ),
                observed=f"denominator={size}; sample size={stated}",
            )
        )
    return failures
