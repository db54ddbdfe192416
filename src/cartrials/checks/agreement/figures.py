"""Figures of which two can be the same: estimands compared part by part, values compared as printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cartrials.checks.locators import enclosing
from cartrials.evidence import Evidence
from cartrials.schema.definition import terms

if TYPE_CHECKING:
    import pandas as pd

# Parts of the estimand that a source may leave open. A part open on one side is a wildcard. Within one source the data
# cut is `data_cut_id`, as stated; between sources it is `cut`, which the follow-up of a table row may tell too.
OPEN_PARTS = (
    "arm_id",
    "comparator_arm_id",
    "set",
    "data_cut_id",
    "cut",
    "variant",
    "assessor",
    "grade",
    "timepoint_months",
    "time_origin",
)
# Parts that are equal, or both empty, in figures of one estimand.
CLOSED_PARTS = ("window_start_months", "label")
MOST_DECIMALS = 6
PART_OF_A_SET = ("subgroup", "responders")


def figures(evidence: Evidence) -> pd.DataFrame:
    """Return the frame of `comparable_figures`, made once for all checks."""
    return evidence.derived("figures", comparable_figures)


def cuts_by_followup(evidence: Evidence, rows: pd.DataFrame) -> pd.Series[str]:
    """Return the data cut of each row, where the row or the follow-up printed in its table row tells it.

    A table row that prints a median follow-up names the data cut of that trial with the same follow-up in months,
    if there is exactly one.
    """
    stated = evidence.tables["characteristic"]
    stated = stated[stated["attribute"].eq("median_followup").fillna(False) & stated["unit"].eq("months").fillna(False)]
    cuts = evidence.tables["data_cut"].dropna(subset=["followup_median_months"])
    named = stated.assign(place=enclosing(stated["locator"])).merge(
        cuts[["trial_id", "data_cut_id", "followup_median_months"]],
        left_on=["trial_id", "number"],
        right_on=["trial_id", "followup_median_months"],
    )
    named = named.drop_duplicates(["source_id", "trial_id", "place", "data_cut_id"])
    named = named[~named.duplicated(["source_id", "trial_id", "place"], keep=False)]
    joined = rows.assign(place=enclosing(rows["locator"]))[["source_id", "trial_id", "place"]].merge(
        named[["source_id", "trial_id", "place", "data_cut_id"]], on=["source_id", "trial_id", "place"], how="left"
    )
    joined.index = rows.index
    return rows["data_cut_id"].fillna(joined["data_cut_id"].astype("string"))


def comparable_figures(evidence: Evidence) -> pd.DataFrame:
    """Return the endpoint rows that print a value, ready to be compared.

    Returns:
        Rows of `endpoint` with its columns and, added: `row` (position), `digits` and `decimals` of the value (of
        the count, where only a count is printed; a probability brought to per cent and years to months), `set`
        (missing where the source does not say), `partial` (the set is a part of another), `label` (where the
        measure needs one), `distance` (how far the source is from those who made the figure: 1 for a primary
        report, 6 for a source that does not say whom it quotes) and `tier`.
    """
    import pandas as pd

    endpoint = evidence.tables["endpoint"]
    chosen = endpoint["status"].eq("value") & endpoint["estimate_bound"].isna()
    rows = endpoint[chosen.fillna(False)]
    value = evidence.printed("endpoint", "estimate").loc[rows.index]
    count = evidence.printed("endpoint", "numerator").loc[rows.index]
    counted = rows["statistic"].isin(["count", "event_count"]) & value["digits"].isna()
    digits = value["digits"].mask(counted, count["digits"])
    decimals = value["decimals"].mask(counted, count["decimals"])
    decimals = decimals.mask(rows["unit"].eq("probability").fillna(False), decimals - 2)
    years = rows["unit"].eq("years").fillna(False)
    digits = digits.mask(years, digits * 12)
    sets = evidence.tables["analysis_set"].drop_duplicates("analysis_set_id").set_index("analysis_set_id")
    kind = rows["analysis_set_id"].map(sets["kind"]).astype("string")
    sources = evidence.tables["source"].drop_duplicates("source_id").set_index("source_id")
    source_kind = rows["source_id"].map(sources["kind"]).astype("string")
    kinds = terms()["source_kind"]
    quoting = source_kind.isin(["secondary", "news"]) & rows["cites_source_id"].isna()
    distance = source_kind.map({name: term["rank"] for name, term in kinds.items()}).astype("Int64")
    labelled = [name for name, term in evidence.measures.items() if term.get("labelled")]
    timed = rows["statistic"].isin(
        ["survival_probability", "cumulative_incidence", "proportion", "count", "number_at_risk"]
    )
    assessor = rows["assessor"].mask(rows["assessor"].eq("not_stated").fillna(False))
    grade = rows["grade"].mask(rows["grade"].eq("not_stated").fillna(False))
    added = rows.assign(
        row=rows.index,
        cut=cuts_by_followup(evidence, rows),
        digits=digits,
        decimals=decimals,
        set=rows["analysis_set_id"].mask(kind.eq("not_stated").fillna(False)),
        partial=kind.isin(PART_OF_A_SET).astype(bool),
        label=rows["measure_label"].where(rows["measure"].isin(labelled)),
        distance=distance.mask(quoting.fillna(False), 6),
        tier=rows["verification"],
        assessor=assessor,
        grade=grade,
        timepoint_months=rows["timepoint_months"].where(timed),
        time_unit=rows["unit"].replace({"years": "months", "probability": "%"}),
    )
    keep = added["digits"].notna() & added["decimals"].le(MOST_DECIMALS)
    return pd.DataFrame(added[keep.fillna(False)])


def comparable_pairs(
    left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str], ignore: Sequence[str] = ()
) -> pd.DataFrame:
    """Return pairs of figures whose estimands can be the same.

    Parameters:
        left, right: frames of `figures`.
        on: columns that must be equal.
        ignore: parts of the estimand that are not compared.

    Returns:
        A pair a row, columns with the suffixes `_a` and `_b`, and `wildcards`, the number of parts that one of the
        two leaves open. Parts that both leave open count as equal. A row is never paired with itself.
    """
    import pandas as pd

    keep = [
        "row", "source_id", "trial_id", "measure", "statistic", "time_unit", "locator", "digits", "decimals",
        "partial", "distance", "tier", "cites_source_id", "endpoint_id", "low", "high", *OPEN_PARTS, *CLOSED_PARTS,
    ]  # fmt: skip
    a = left[[name for name in dict.fromkeys([*on, *keep]) if name in left]]
    b = right[[name for name in dict.fromkeys([*on, *keep]) if name in right]]
    pairs = a.add_suffix("_a").merge(
        b.add_suffix("_b"), left_on=[f"{name}_a" for name in on], right_on=[f"{name}_b" for name in on]
    )
    pairs = pairs[(pairs["row_a"] != pairs["row_b"]) & (pairs["time_unit_a"] == pairs["time_unit_b"]).fillna(False)]
    possible = pd.Series(True, index=pairs.index)
    for name in CLOSED_PARTS:
        first, second = pairs[f"{name}_a"], pairs[f"{name}_b"]
        possible &= ((first == second) | (first.isna() & second.isna())).fillna(False).astype(bool)
    wildcards = pd.Series(0, index=pairs.index)
    for name in OPEN_PARTS:
        if name in ignore:
            continue
        first, second = pairs[f"{name}_a"], pairs[f"{name}_b"]
        either = first.isna() | second.isna()
        equal = (first == second).fillna(False).astype(bool)
        if name == "grade":
            close = first.isin(["3-4", "ge3"]) & second.isin(["3-4", "ge3"]) & ~equal
            wildcards += close.astype(int)
            equal |= close.astype(bool)
        possible &= either | equal
        wildcards += (first.isna() ^ second.isna()).astype(int)
    return pairs[possible].assign(wildcards=wildcards[possible])


def _scaled(pairs: pd.DataFrame) -> tuple[pd.Series[int], pd.Series[int], pd.Series[int], pd.Series[int]]:
    """Return both values and both units of the last printed place, as integers on one scale."""
    scale = pairs[["decimals_a", "decimals_b"]].max(axis=1).clip(lower=0)
    unit_a, unit_b = 10 ** (scale - pairs["decimals_a"]), 10 ** (scale - pairs["decimals_b"])
    return pairs["digits_a"] * unit_a, pairs["digits_b"] * unit_b, unit_a, unit_b


def agree(pairs: pd.DataFrame) -> pd.Series[bool]:
    """Return whether the figures of each pair are one value, the finer rounded to the coarser, ties either way."""
    a, b, unit_a, unit_b = _scaled(pairs)
    coarser = unit_a.where(unit_a > unit_b, unit_b)
    return (2 * (a - b).abs() <= coarser).where(unit_a != unit_b, a == b).astype(bool)


def rounding_gap(pairs: pd.DataFrame) -> pd.Series[int]:
    """Return by how much the first figure exceeds the second beyond what rounding of both allows.

    The unit is half of the finer last printed place; positive means that no true values fit both figures.
    """
    a, b, unit_a, unit_b = _scaled(pairs)
    return 2 * (a - b) - (unit_a + unit_b)
