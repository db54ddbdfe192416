"""A part is never larger than the whole: nested responses, nested grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartrials.checks.agreement.figures import comparable_pairs, figures, rounding_gap
from cartrials.checks.locators import enclosing
from cartrials.checks.registry import Authority, check
from cartrials.evidence import Evidence, Failure, Row
from cartrials.schema.definition import terms

if TYPE_CHECKING:
    import pandas as pd

INCLUSION = Authority("derivation", "inclusion of sets: a part of a set of patients has at most as many patients")
NEEDS = {"endpoint": ("measure", "statistic", "estimate", "unit", "grade", "analysis_set_id", "trial_id")}
NESTED_KINDS = ("response", "event", "adverse_event")


def _above(evidence: Evidence, pairs: pd.DataFrame, part: str, whole: str) -> list[Failure]:
    """Return a failure for each part that is above a whole; of several wholes the one in the same row is named."""
    row_a, row_b = (enclosing(pairs[f"locator_{side}"]) for side in "ab")
    open_time = pairs["timepoint_months_a"].isna() ^ pairs["timepoint_months_b"].isna()
    pairs = pairs.assign(apart=(row_a != row_b).fillna(True).astype(int))
    # Figures of one table row are of one time unless both name another.
    pairs = pairs.assign(wildcards=pairs["wildcards"] - (open_time & (pairs["apart"] == 0)).astype(int))
    pairs = pairs[rounding_gap(pairs) > 0].sort_values(["row_a", "apart", "wildcards", "row_b"])
    pairs = pairs.drop_duplicates(["row_a"])
    failures = []
    for (position, other), pair in zip(
        pairs[["row_a", "row_b"]].itertuples(index=False),
        [{str(name): value for name, value in pair.items()} for pair in pairs.to_dict("records")],
        strict=True,
    ):
        inside, outside = (
            evidence.cell("endpoint", position, "estimate"),
            evidence.cell("endpoint", other, "estimate"),
        )
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("estimate",),
                f"{part.format(**pair)} of {inside} is above {whole.format(**pair)} of {outside}, which includes it.",
                expected=f"at most {outside}",
                hint="Both stand in the same row of the source."
                if not pair["apart"]
                else "They stand in different places; see whether both are of the same patients.",
                related=(Row("endpoint", int(other), ("reported",)),),
                severity=None if pair["wildcards"] == 0 else "warning",
                observed=f"{inside} above {outside}",
            )
        )
    return failures


def _ancestors(evidence: Evidence) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, term in evidence.measures.items():
        parents = set()
        parent = term.get("parent")
        while parent and evidence.measures[parent]["kind"] in NESTED_KINDS and term["kind"] in NESTED_KINDS:
            parents.add(parent)
            parent = evidence.measures[parent].get("parent")
        found[name] = parents
    return found


@check(
    "ORD001",
    name="part-above-whole",
    severity="error",
    scope="source",
    needs=NEEDS,
    authority=(INCLUSION,),
)
def part_above_whole(evidence: Evidence) -> list[Failure]:
    """A complete-response rate is above the overall response rate that includes it, or the like.

    A measure whose term names a parent (complete response and overall response, treatment-related death and death)
    counts a part of the parent's patients. Two percentages of one source for the same trial, arm, set and data cut
    are compared; the part may be above the whole by no more than rounding allows. Where the source leaves the set
    of one of them open the finding is a warning.
    """
    rows = figures(evidence)
    rows = rows[rows["statistic"].eq("proportion") & rows["unit"].isin(["%", "probability"])]
    ancestors = _ancestors(evidence)
    parts = rows[rows["measure"].map(lambda measure: bool(ancestors.get(measure))).astype(bool)]
    exploded = parts.assign(whole=parts["measure"].map(lambda measure: sorted(ancestors[measure]))).explode("whole")
    wholes = rows.assign(whole=rows["measure"])
    pairs = comparable_pairs(exploded, wholes, ["source_id", "trial_id", "whole"], ignore=("measure", "cut"))
    return _above(evidence, pairs, "{measure_a}", "{measure_b}")


@check(
    "ORD002",
    name="severe-above-any-grade",
    severity="error",
    scope="source",
    needs=NEEDS,
    authority=(INCLUSION,),
    explains=("AGR001",),
)
def severe_above_any_grade(evidence: Evidence) -> list[Failure]:
    """An adverse event of some grades is more frequent than the same event of grades that include them.

    Two percentages of one source for the same event, trial, arm, set and data cut are compared where the grades of
    one lie within those of the other.
    """
    grades = terms()["grade"]
    rows = figures(evidence)
    rows = rows[rows["statistic"].eq("proportion") & rows["unit"].isin(["%", "probability"])]
    low = rows["grade"].astype("object").map(lambda grade: grades.get(grade, {}).get("low")).astype("Int64")
    high = rows["grade"].astype("object").map(lambda grade: grades.get(grade, {}).get("high")).astype("Int64")
    rows = rows.assign(low=low, high=high).dropna(subset=["low", "high"])
    pairs = comparable_pairs(rows, rows, ["source_id", "trial_id", "measure"], ignore=("grade", "cut"))
    within = (
        (pairs["low_b"] <= pairs["low_a"])
        & (pairs["high_a"] <= pairs["high_b"])
        & (pairs["grade_a"] != pairs["grade_b"])
    )
    pairs = pairs[within.astype(bool)]
    return _above(evidence, pairs, "{measure_a} of grade {grade_a}", "{measure_b} of grade {grade_b}")
