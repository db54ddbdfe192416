"""One source, several places: does it print the same figure each time?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartrials.checks.agreement.elsewhere import elsewhere
from cartrials.checks.agreement.figures import agree, comparable_pairs, figures
from cartrials.checks.registry import Authority, check
from cartrials.evidence import Evidence, Failure, Row

if TYPE_CHECKING:
    import pandas as pd

INSPECT_SR = Authority("guideline", "INSPECT-SR: results of one study agree wherever they are reported")

TWO_READINGS = "Two readings remain: a slip in one place, or two sets that the source does not tell apart."


def odd_ones(pairs: pd.DataFrame) -> list[int]:
    """Return, from disagreeing and agreeing pairs, the rows that stand against more places than they agree with.

    Parameters:
        pairs: pairs with both orders of each couple, and a boolean column `agrees`.

    Returns:
        Rows of `endpoint`: of every disagreeing couple the one with fewer places on its side; of two with equally
        many, the one that stands later in the table.
    """
    support = pairs.groupby("row_a")["agrees"].sum()
    apart = pairs[~pairs["agrees"] & (pairs["row_a"] < pairs["row_b"])]
    odd = set()
    for first, second in zip(apart["row_a"], apart["row_b"], strict=True):
        odd.add(int(first) if support[first] < support[second] else int(second))
    return sorted(odd)


@check(
    "AGR001",
    name="places-differ",
    severity="error",
    scope="source",
    needs={
        "endpoint": ("source_id", "trial_id", "measure", "statistic", "estimate", "unit", "locator"),
        "analysis_set": ("kind",),
        "source": ("kind",),
    },
    authority=(INSPECT_SR, Authority("derivation", "comparison of estimands, part by part")),
    explains=("AGR002",),
)
def places_differ(evidence: Evidence) -> list[Failure]:
    """A source prints one figure with different values in different places.

    Two rows of one source are the same figure where their trial, measure, statistic, unit, window and label are
    equal, their locators differ (two figures of one phrase are two figures), and no other part of their estimand
    (arm, set, data cut, variant, assessor, grade, time point, origin) is known to differ. Values are compared as
    printed: the finer is rounded to the decimals of the coarser, ties either way. Of the places that disagree, the
    finding stands on the one that fewer others support.

    A part that only one of the two places states weakens the case to a warning; parts that neither states count
    as equal, since a document that leaves them open asks to be read so. Two different sets of patients, of which
    one is a subgroup or the responders, are never taken for the same. The hint says where in the same trial the
    odd figure is printed under another measure.
    """
    rows = figures(evidence)
    pairs = comparable_pairs(rows, rows, ["source_id", "trial_id", "measure", "statistic"], ignore=("cut",))
    pairs = pairs[(pairs["partial_a"] == pairs["partial_b"]) & (pairs["locator_a"] != pairs["locator_b"])]
    if pairs.empty:
        return []
    pairs = pairs.assign(agrees=agree(pairs))
    failures = []
    for position in odd_ones(pairs):
        against = pairs[(pairs["row_a"] == position) & ~pairs["agrees"]].sort_values(["wildcards", "row_b"])
        best = int(against["row_b"].iloc[0])
        hint, places = elsewhere(evidence, rows, position)
        value, other = (_value(evidence, row) for row in (position, best))
        failures.append(
            Failure(
                "endpoint",
                position,
                ("estimate",) if evidence.cell("endpoint", position, "estimate") else ("numerator",),
                f"The same source prints {other} at {evidence.cell('endpoint', best, 'locator')}.",
                expected=other,
                hint=hint or TWO_READINGS,
                related=(*(Row("endpoint", int(row), ("reported",)) for row in against["row_b"]), *places),
                severity=None if int(against["wildcards"].iloc[0]) == 0 else "warning",
                observed=f"{value}, elsewhere {other}",
            )
        )
    return failures


def _value(evidence: Evidence, row: int) -> str:
    estimate = evidence.cell("endpoint", row, "estimate")
    unit = evidence.cell("endpoint", row, "unit")
    return f"{estimate or evidence.cell('endpoint', row, 'numerator')} {unit}".strip()
