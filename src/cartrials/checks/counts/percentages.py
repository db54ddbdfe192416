"""Percentages held against the counts printed with them, in integers, with the decimals as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartrials.checks.registry import Authority, check
from cartrials.evidence import Evidence, Failure

if TYPE_CHECKING:
    import pandas as pd

DERIVATION = Authority("derivation", "integer arithmetic of this page; no floating point takes part in a verdict")
GRIM = Authority(
    "paper",
    "Brown NJL, Heathers JAJ. The GRIM test. Social Psychological and Personality Science 2017",
    "10.1177/1948550616673876",
)
GEORGESCU = Authority(
    "paper",
    "Georgescu C, Wren JD. Algorithmic identification of discrepancies between published ratios and their "
    "reported confidence intervals and P-values. Bioinformatics 2018",
)
MOST_DECIMALS = 6


def proportions(evidence: Evidence) -> pd.DataFrame:
    """Return the endpoint rows that print a proportion, with what integer arithmetic needs of them.

    Returns:
        Int64 columns `n` and `N` (counts as printed), `R` (digits of the percentage), `scale` (10 to its decimals,
        so that the percentage is R/scale; a printed probability is brought to per cent), indexed as `endpoint`.
    """
    endpoint = evidence.tables["endpoint"]
    printed = evidence.printed("endpoint", "estimate")
    chosen = (
        endpoint["statistic"].eq("proportion")
        & endpoint["unit"].isin(["%", "probability"])
        & endpoint["estimate_bound"].isna()
        & printed["decimals"].le(MOST_DECIMALS)
    ).fillna(False)
    rows = endpoint.loc[chosen]
    hundredfold = rows["unit"].eq("probability").astype("Int64") * 99 + 1
    return rows.assign(
        n=rows["numerator"],
        N=rows["denominator"],
        R=printed["digits"][chosen] * hundredfold,
        scale=10 ** printed["decimals"][chosen],
    )[["n", "N", "R", "scale", "trial_id", "analysis_set_id", "source_id", "locator"]]


def twice_excess(
    n: pd.Series[int], size: pd.Series[int], digits: pd.Series[int], scale: pd.Series[int]
) -> pd.Series[int]:
    """Return 2·N·scale times (100·n/N less the printed percentage): its sign and size are exact integers.

    The percentage is what rounding to nearest gives, ties either way, where the absolute value is at most N;
    what cutting off gives where it lies in [0, 2N); what rounding up gives where it lies in (-2N, 0].
    """
    return 200 * n * scale - 2 * digits * size


def percent(numerator: int, denominator: int, decimals: int = 1) -> str:
    """Return 100·numerator/denominator rounded half up, as text: 22 of 27 is "81.5"."""
    scaled = (200 * numerator * 10**decimals + denominator) // (2 * denominator)
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def decimals_of(scale: int) -> int:
    """Return the decimals of a percentage whose scale is 10 to their number."""
    return len(str(scale)) - 1


NEEDS = {"endpoint": ("statistic", "unit", "estimate", "numerator", "denominator", "estimate_bound")}


@check(
    "CNT001",
    name="percentage-against-count",
    severity="error",
    scope="row",
    needs=NEEDS,
    authority=(DERIVATION, GEORGESCU),
    explains=("CNT002",),
)
def percentage_against_count(evidence: Evidence) -> list[Failure]:
    """A printed percentage is not the printed count out of the printed denominator.

    With n patients of N and a percentage printed as R/10^d, the integer 200·n·10^d - 2·R·N says how far the
    percentage is from n/N without any rounding of our own. Rounding to nearest, whichever way ties go, keeps it
    within N; cutting off or rounding up keeps it within 2N. Beyond 2N no convention of rounding gives the printed
    percentage, and the finding is an error. Between the two it is a warning, since some tables cut off.

    Rows with a sign before the percentage, and estimates that are no count of patients (Kaplan-Meier, cumulative
    incidence, pooled), are left alone. Innocent readings that remain: a percentage of another set than the one
    printed, a weighted percentage, a slip of one digit.
    """
    rows = proportions(evidence).dropna(subset=["n", "N", "R"])
    rows = rows[rows["N"] > 0]
    excess = twice_excess(rows["n"], rows["N"], rows["R"], rows["scale"])
    failures = []
    for position in rows.index[excess.abs() > rows["N"]]:
        row = rows.loc[position]
        n, size, decimals = int(row["n"]), int(row["N"]), decimals_of(int(row["scale"]))
        off = abs(int(excess[position])) >= 2 * size
        fit = (2 * int(row["R"]) * size + 100 * int(row["scale"])) // (200 * int(row["scale"]))
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("numerator", "denominator", "estimate"),
                f"{n} of {size} is {percent(n, size, decimals)} %, not the percentage printed.",
                expected=f"{percent(n, size, decimals)} %",
                hint=f"The nearest count to the printed percentage is {fit} of {size}."
                + ("" if off else " Cutting off or rounding up instead of rounding would give the printed figure."),
                severity=None if off else "warning",
            )
        )
    return failures


@check(
    "CNT002",
    name="impossible-percentage",
    severity="error",
    scope="row",
    needs={**NEEDS, "analysis_set": ("size", "kind")},
    authority=(GRIM, DERIVATION),
)
def impossible_percentage(evidence: Evidence) -> list[Failure]:
    """No whole number of patients out of the set gives the printed percentage.

    The set is the printed denominator or, where none is printed, the size of the row's analysis set. The
    percentage R/10^d of N patients is possible where a whole number lies between (2RN - N)/(200·10^d) and
    (2RN + N)/(200·10^d), which is the rounding to nearest with ties either way. From N = 10^(d+2) on every
    percentage is possible, and the check says nothing.

    With a printed denominator the finding is an error; with the size of the set it is a warning, since figures are
    often out of those of a set who could be assessed.
    """
    rows = proportions(evidence).dropna(subset=["R"])
    sets = evidence.tables["analysis_set"].set_index("analysis_set_id")
    sizes = sets.loc[sets["kind"].ne("not_stated"), "size"]
    sizes = sizes[~sizes.index.duplicated()]
    stated = rows["N"].notna()
    size = rows["N"].fillna(rows["analysis_set_id"].map(sizes).astype("Int64"))
    rows = rows.assign(size=size, stated=stated)
    rows = rows[(rows["size"] > 0) & rows["n"].isna() & (rows["size"] < 100 * rows["scale"])]
    doubled = 2 * rows["R"] * rows["size"]
    lowest = -((rows["size"] - doubled) // (200 * rows["scale"]))
    highest = (doubled + rows["size"]) // (200 * rows["scale"])
    failures = []
    for position in rows.index[lowest > highest]:
        row = rows.loc[position]
        total, decimals = int(row["size"]), decimals_of(int(row["scale"]))
        below = int(highest[position])
        near = [k for k in (below, below + 1) if 0 <= k <= total]
        around = " and ".join(f"{k} of {total} is {percent(k, total, decimals + 1)} %" for k in near)
        whose = "the printed denominator" if row["stated"] else f"the size of {row['analysis_set_id']}"
        failures.append(
            Failure(
                "endpoint",
                int(position),
                ("denominator", "estimate") if row["stated"] else ("analysis_set_id", "estimate"),
                f"No count out of {total}, {whose}, is this percentage.",
                expected="a percentage that some count gives",
                hint=around[:1].upper() + around[1:] + ".",
                severity=None if row["stated"] else "warning",
            )
        )
    return failures


@check(
    "CNT003",
    name="count-above-denominator",
    severity="error",
    scope="row",
    needs={"endpoint": ("numerator", "denominator", "statistic")},
    authority=(DERIVATION,),
    explains=("CNT001",),
)
def count_above_denominator(evidence: Evidence) -> list[Failure]:
    """More patients have the event than there are patients.

    Events, of which one patient may have several, are left alone.
    """
    endpoint = evidence.tables["endpoint"]
    above = (endpoint["numerator"] > endpoint["denominator"]) & endpoint["statistic"].ne("event_count")
    return [
        Failure(
            "endpoint",
            int(position),
            ("numerator", "denominator"),
            "The count is larger than the number of patients it is out of.",
            expected=f"at most {evidence.cell('endpoint', int(position), 'denominator')}",
            hint="Look for the two counts exchanged, or for a count of events.",
        )
        for position in endpoint.index[above.fillna(False)]
    ]
