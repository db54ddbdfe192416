"""Several sources of one trial: does the figure stand in the better ones?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cartrials.checks.agreement.elsewhere import elsewhere
from cartrials.checks.agreement.figures import agree, comparable_pairs, figures
from cartrials.checks.agreement.places import _value
from cartrials.checks.registry import Authority, check
from cartrials.evidence import Evidence, Failure, Row

if TYPE_CHECKING:
    import pandas as pd

NEEDS = {
    "endpoint": (
        "source_id",
        "trial_id",
        "measure",
        "statistic",
        "estimate",
        "unit",
        "verification",
        "cites_source_id",
    ),
    "analysis_set": ("kind",),
    "source": ("kind",),
}
EXTRACTION_ERRORS = Authority(
    "paper",
    "Xu C et al. Validity of data extraction in evidence synthesis practice of adverse events. BMJ 2022",
)
COMPARISON = Authority("derivation", "comparison of estimands, part by part")


def pairs_between_sources(evidence: Evidence) -> pd.DataFrame:
    """Return comparable pairs of figures of different sources, with whether they agree.

    A set that is a part of another is compared with an open set only to confirm, never to contradict; a survival
    figure without a time point, a variant that only one of the two names, and some
    grades against a grade that is not stated, likewise.
    """
    return evidence.derived("pairs between sources", _pairs_between_sources)


def _pairs_between_sources(evidence: Evidence) -> pd.DataFrame:
    rows = figures(evidence)
    pairs = comparable_pairs(rows, rows, ["trial_id", "measure", "statistic"], ignore=("data_cut_id",))
    pairs = pairs[pairs["source_id_a"] != pairs["source_id_b"]]
    timed = pairs["statistic_a"].isin(["survival_probability", "cumulative_incidence"])
    open_time = timed & (pairs["timepoint_months_a"].isna() | pairs["timepoint_months_b"].isna())
    open_variant = pairs["variant_a"].isna() ^ pairs["variant_b"].isna()
    one_grade = pairs["grade_a"].fillna(pairs["grade_b"])
    open_grade = (pairs["grade_a"].isna() ^ pairs["grade_b"].isna()) & one_grade.ne("any").fillna(False)
    open_part = open_time | open_variant | open_grade | (pairs["partial_a"] != pairs["partial_b"])
    return pairs.assign(agrees=agree(pairs), firm=~open_part)


def confirmations(evidence: Evidence) -> dict[int, list[int]]:
    """Return, for each endpoint row, the rows of better sources that print the same figure, best first."""
    pairs = pairs_between_sources(evidence)
    better = pairs[pairs["agrees"].astype(bool) & (pairs["distance_b"] < pairs["distance_a"])]
    better = better.sort_values(["distance_b", "tier_b", "wildcards"])
    found: dict[int, list[int]] = {}
    for own, other in zip(better["row_a"], better["row_b"], strict=True):
        found.setdefault(int(own), []).append(int(other))
    return found


@check(
    "AGR002",
    name="better-source-differs",
    severity="error",
    scope="trial",
    needs=NEEDS,
    authority=(EXTRACTION_ERRORS, COMPARISON),
)
def better_source_differs(evidence: Evidence) -> list[Failure]:
    """A better source of the same trial prints another value, and none prints this one.

    Sources are ordered by how near they are to those who made the figure: primary reports, registry records and
    labels first, then conference abstracts, manufacturers' texts, secondary publications and news that name whom
    they quote, and last those that do not. A figure is contradicted where a nearer source prints a comparable
    figure of another value and no nearer source prints a comparable figure of the same value. Values are compared
    as printed, the finer rounded to the coarser.

    With every part of the estimand equal the finding is an error; with a part that one of the two leaves open, or
    with a third party's account as the better source, it is a warning. The hint names a figure of the trial that
    the value would be, where there is one.
    """
    rows = figures(evidence)
    pairs = pairs_between_sources(evidence)
    pairs = pairs[pairs["distance_b"] < pairs["distance_a"]]
    confirmed = set(pairs.loc[pairs["agrees"].astype(bool), "row_a"])
    against = pairs[~pairs["row_a"].isin(confirmed) & pairs["firm"].astype(bool)]
    against = against.sort_values(["row_a", "distance_b", "tier_b", "wildcards", "row_b"])
    failures = []
    for position, group in against.groupby("row_a", sort=True):
        best = group.iloc[0]
        failures.append(_differs(evidence, rows, int(str(position)), best, group, "The better source"))
    return failures


@check(
    "AGR003",
    name="figure-of-another-time",
    severity="warning",
    scope="trial",
    needs={**NEEDS, "endpoint": (*NEEDS["endpoint"], "timepoint_months")},
    authority=(COMPARISON,),
)
def figure_of_another_time(evidence: Evidence) -> list[Failure]:
    """A better source prints this very figure for the same measure at another time point.

    It speaks only of figures that are printed with a decimal, that no better source confirms, and that carry a
    time point of their own: with fewer digits the same figure returns by chance.
    """
    rows = figures(evidence)
    rows = rows[
        rows["timepoint_months"].notna() & rows["statistic"].isin(["survival_probability", "cumulative_incidence"])
    ]
    pairs = comparable_pairs(
        rows, rows, ["trial_id", "measure", "statistic"], ignore=("timepoint_months", "data_cut_id")
    )
    same_figure = (pairs["digits_a"] == pairs["digits_b"]) & (pairs["decimals_a"] == pairs["decimals_b"])
    pairs = pairs[
        (pairs["source_id_a"] != pairs["source_id_b"])
        & (pairs["distance_b"] < pairs["distance_a"])
        & same_figure.fillna(False)
        & (pairs["decimals_a"] >= 1).fillna(False)
        & (pairs["timepoint_months_a"] != pairs["timepoint_months_b"])
        & ~pairs["row_a"].isin(set(confirmations(evidence)))
    ].sort_values(["row_a", "distance_b", "tier_b", "row_b"])
    failures = []
    for position, group in pairs.groupby("row_a", sort=True):
        row, other = int(str(position)), int(str(group["row_b"].iloc[0]))
        source = group["source_id_b"].iloc[0]
        own, time = (evidence.cell("endpoint", at, "timepoint_months") for at in (row, other))
        failures.append(
            Failure(
                "endpoint",
                row,
                ("estimate", "timepoint_months"),
                f"{source} gives this figure at {time} months, not at {own}.",
                expected=f"timepoint_months={time}",
                hint="Two readings remain: the time point was exchanged, or the figure returns by chance.",
                related=(Row("endpoint", other, ("reported", "timepoint_months")),),
            )
        )
    return failures


@check(
    "AGR004",
    name="accounts-differ",
    severity="warning",
    scope="trial",
    needs=NEEDS,
    authority=(COMPARISON,),
    gated_by=("AGR002",),
)
def accounts_differ(evidence: Evidence) -> list[Failure]:
    """Two sources that are equally near to a trial print different values for the same figure.

    It speaks where the sets are known and equal and no part of the estimand is known to differ, and leaves alone
    figures that a nearer source confirms. The finding stands on the row whose reading is less direct, or else on
    the later one.
    """
    rows = figures(evidence)
    pairs = pairs_between_sources(evidence)
    known = set(confirmations(evidence))
    pairs = pairs[
        ~pairs["agrees"].astype(bool)
        & pairs["firm"].astype(bool)
        & (pairs["distance_a"] == pairs["distance_b"])
        & pairs["set_a"].notna()
        & (pairs["set_a"] == pairs["set_b"]).fillna(False)
        & ~pairs["row_a"].isin(known)
    ]
    later = (pairs["tier_a"] > pairs["tier_b"]) | (
        (pairs["tier_a"] == pairs["tier_b"]) & (pairs["row_a"] > pairs["row_b"])
    )
    pairs = pairs[later.fillna(False).astype(bool)].sort_values(["row_a", "tier_b", "wildcards", "row_b"])
    return [
        _differs(evidence, rows, int(str(position)), group.iloc[0], group, "Another source, as near,")
        for position, group in pairs.groupby("row_a", sort=True)
    ]


def _differs(
    evidence: Evidence,
    rows: pd.DataFrame,
    position: int,
    best: pd.Series[Any],
    group: pd.DataFrame,
    who: str,
) -> Failure:
    other_row = int(str(best["row_b"]))
    value, other = _value(evidence, position), _value(evidence, other_row)
    hint, places = elsewhere(evidence, rows, position)
    third = best["tier_b"] == "C"
    quoted = evidence.cell("endpoint", other_row, "cites_source_id")
    source = f"{best['source_id_b']} (quoting {quoted})" if quoted else best["source_id_b"]
    reason = "It is a third party's account, which decides nothing alone." if third else ""
    open_ = "One of the two leaves a part of the estimand open." if best["wildcards"] else ""
    return Failure(
        "endpoint",
        position,
        ("estimate",) if evidence.cell("endpoint", position, "estimate") else ("numerator",),
        f"{who} {source} prints {other}.",
        expected=other,
        hint=" ".join(part for part in (hint, reason, open_) if part),
        related=(*(Row("endpoint", int(row), ("reported",)) for row in group["row_b"].head(3)), *places),
        severity="warning" if third or best["wildcards"] else None,
        observed=f"{value}, {best['source_id_b']} {other}",
    )
