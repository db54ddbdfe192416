"""Limits of intervals: their order, the estimate between them, and the scale on which they are symmetric."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartrials.checks.registry import Authority, check
from cartrials.evidence import Evidence, Failure

if TYPE_CHECKING:
    import pandas as pd

DERIVATION = Authority("derivation", "order of three printed numbers, compared as integers on one scale")
GEORGESCU = Authority(
    "paper",
    "Georgescu C, Wren JD. Algorithmic identification of discrepancies between published ratios and their "
    "reported confidence intervals and P-values. Bioinformatics 2018",
)
RATIOS = ("hazard_ratio", "odds_ratio", "risk_ratio")
NEEDS = {"endpoint": ("estimate", "interval_low", "interval_high", "interval_kind", "statistic", "estimate_bound")}
MOST_DECIMALS = 6


def printed_interval(evidence: Evidence) -> pd.DataFrame:
    """Return the rows with estimate and limits as integers on one scale.

    Returns:
        Int64 columns `estimate`, `low`, `high` (each missing where it is not printed), and `unit_estimate`,
        `unit_low`, `unit_high`, the last printed place of each, all times 10 to the most decimals of the row;
        indexed as `endpoint`.
    """
    import pandas as pd

    names = {"estimate": "estimate", "interval_low": "low", "interval_high": "high"}
    printed = {short: evidence.printed("endpoint", name) for name, short in names.items()}
    scale = pd.concat([frame["decimals"] for frame in printed.values()], axis=1).max(axis=1).astype("Int64")
    columns = {}
    for short, frame in printed.items():
        unit = 10 ** (scale - frame["decimals"])
        columns[short] = frame["digits"] * unit
        columns[f"unit_{short}"] = unit
    return pd.DataFrame(columns)[(scale <= MOST_DECIMALS).fillna(False)]


def _interval(evidence: Evidence, position: int) -> str:
    low, high = (evidence.cell("endpoint", position, f"interval_{side}") for side in ("low", "high"))
    return f"{low} to {high}"


@check(
    "INT001",
    name="limits-reversed",
    severity="error",
    scope="row",
    needs=NEEDS,
    authority=(DERIVATION, GEORGESCU),
    explains=("INT002",),
)
def limits_reversed(evidence: Evidence) -> list[Failure]:
    """The lower limit of an interval is above the upper.

    Limits that are equal as printed are left alone, since rounding can make them so.
    """
    rows = printed_interval(evidence)
    wrong = (rows["low"] > rows["high"]).fillna(False)
    return [
        Failure(
            "endpoint",
            int(position),
            ("interval_low", "interval_high"),
            f"The interval runs from {_interval(evidence, int(position))}.",
            expected="a lower limit that is not above the upper",
            hint="The limits may have been exchanged, or the sign of the effect turned.",
        )
        for position in rows.index[wrong]
    ]


@check(
    "INT002",
    name="estimate-outside-interval",
    severity="error",
    scope="row",
    needs=NEEDS,
    authority=(DERIVATION, GEORGESCU),
    explains=("INT003",),
)
def estimate_outside_interval(evidence: Evidence) -> list[Failure]:
    """An estimate lies outside its own interval.

    Estimate and limits are compared with what rounding allows each: half of its last printed place. Ranges and
    interquartile ranges of a median, and confidence and credible intervals, hold their estimate; a prediction interval
    does too. A mean outside an interquartile range is possible and is left alone.
    """
    endpoint = evidence.tables["endpoint"]
    rows = printed_interval(evidence)
    mean_of_quartiles = endpoint["statistic"].eq("mean") & endpoint["interval_kind"].eq("iqr")
    bounded = endpoint["estimate_bound"].notna() | mean_of_quartiles.fillna(False)
    rows = rows[~bounded.loc[rows.index].astype(bool)]
    below = 2 * (rows["low"] - rows["estimate"]) > rows["unit_low"] + rows["unit_estimate"]
    above = 2 * (rows["estimate"] - rows["high"]) > rows["unit_high"] + rows["unit_estimate"]
    failures = []
    for position in rows.index[(below.fillna(False) | above.fillna(False)).astype(bool)]:
        side = "below" if bool(below.fillna(False)[position]) else "above"
        estimate = evidence.cell("endpoint", int(position), "estimate")
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("estimate", "interval_low", "interval_high"),
                f"{estimate} is {side} its interval of {_interval(evidence, int(position))}.",
                expected=f"an estimate within {_interval(evidence, int(position))}",
                hint="The interval may belong to another figure, or a digit may have slipped.",
            )
        )
    return failures


@check(
    "INT003",
    name="ratio-not-central",
    severity="warning",
    scope="row",
    needs={"endpoint": (*NEEDS["endpoint"], "interval_level")},
    authority=(GEORGESCU, Authority("derivation", "symmetry of Wald intervals on the logarithmic scale")),
)
def ratio_not_central(evidence: Evidence) -> list[Failure]:
    """A hazard, odds or risk ratio is not the centre of its confidence interval on the logarithmic scale.

    The interval of a ratio is symmetric in logarithms where it is estimate times or divided by a factor, so that the
    square of the estimate is the product of the limits. The check asks whether some true values within the rounding of
    all three figures fit: ((estimate - u)², (estimate + u)²) and ((low - u)(high - u), (low + u)(high + u)) with u half
    of each last printed place must overlap, in integers. Profile-likelihood, exact and bootstrap intervals are not
    symmetric, so the finding is a warning.
    """
    endpoint = evidence.tables["endpoint"]
    chosen = (
        endpoint["statistic"].isin(RATIOS)
        & endpoint["interval_kind"].eq("ci")
        & endpoint["estimate_bound"].isna()
        & endpoint["interval_status"].isna()
    ).fillna(False)
    rows = printed_interval(evidence)
    rows = rows[chosen.loc[rows.index].astype(bool)].dropna(subset=["estimate", "low", "high"])
    rows = rows[(rows["low"] > 0) & (rows["high"] >= rows["low"]) & (rows["high"] < 10**8)]
    doubled = {name: 2 * rows[name] for name in ("estimate", "low", "high")}
    least = {name: doubled[name] - rows[f"unit_{name}"] for name in doubled}
    most = {name: doubled[name] + rows[f"unit_{name}"] for name in doubled}
    apart = (least["estimate"] ** 2 > most["low"] * most["high"]) | (
        most["estimate"] ** 2 < least["low"] * least["high"]
    )
    failures = []
    for position in rows.index[apart.fillna(False).astype(bool)]:
        low, high = (float(evidence.cell("endpoint", int(position), f"interval_{side}")) for side in ("low", "high"))
        estimate = evidence.cell("endpoint", int(position), "estimate")
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("estimate", "interval_low", "interval_high"),
                f"{estimate} is not the centre of {_interval(evidence, int(position))} on the logarithmic scale.",
                expected=f"about {(low * high) ** 0.5:.3g}",
                hint="A digit of one of the three may have slipped; profile and exact intervals lack this symmetry.",
            )
        )
    return failures
