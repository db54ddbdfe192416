"""The curated layer: for each estimand the best reported row, computed and never typed.

An estimand is a trial, arm, comparator, analysis set, data cut, measure (with its label, where the measure needs one),
variant, assessor, grade, statistic, time origin, time point and window. Of the rows that report it, the best is the one
of the nearest kind of source (primary report, registry record or label; conference abstract; manufacturer's text;
secondary publication; news), then of the largest extent that was read, then of the most direct verification, then the
one that prints most (a count beside the percentage, an interval, more decimals), then the first in the table.

A row that leaves the arm, data cut, time origin or time point open is the same figure as one that states them, where
all else is equal and the values agree as printed; then the one that states more stands for both, unless the other is of
a nearer kind of source.

Left out, so that a gap remains rather than a guess: figures seen only in a third party's account (verification C);
figures of documents that quote others without saying whom; dashes and words without a figure; and figures with an error
that is not resolved, or that a decision holds to be the source's mistake or superseded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cartrials.schema.definition import terms

if TYPE_CHECKING:
    import pandas as pd

    from cartrials.evidence import Evidence

ESTIMAND = (
    "trial_id", "arm_id", "comparator_arm_id", "analysis_set_id", "data_cut_id", "measure", "label", "variant",
    "assessor", "grade", "statistic", "time_origin", "timepoint_months", "window_start_months", "unit",
)  # fmt: skip
OPEN_PARTS = ("arm_id", "data_cut_id", "time_origin", "timepoint_months")
CURATED_STATUS = ("value", "not_reached", "not_estimable")
BARRING_VERDICTS = ("source_error", "superseded")


def barred_rows(evidence: Evidence) -> dict[str, str]:
    """Return the endpoints that have an unresolved error, or one that a decision holds against the source.

    Returns:
        Why, by endpoint_id. A finding counts where it is an error without a decision, or where its decision is
        among `BARRING_VERDICTS`, whatever its severity.
    """
    from cartrials.consistency import consistency_rules
    from cartrials.schema.definition import tables
    from cartrials.schema.stage import key_of

    decisions = {
        (row["code"], row["subject"]): row["verdict"]
        for row in evidence.text["adjudication"].fillna("").to_dict(orient="records")
    }
    barred: dict[str, str] = {}
    table = tables()["endpoint"]
    for rule in consistency_rules():
        if "endpoint" not in rule.needs or rule.function is None:
            continue
        for failure in rule.function(evidence):
            if failure.resource != "endpoint":
                continue
            key = key_of(evidence, table, failure.position)
            verdict = decisions.get((rule.code, f"endpoint/{key}"))
            if verdict in BARRING_VERDICTS:
                barred.setdefault(key, f"{rule.code}, decided as {verdict}")
            elif verdict is None and (failure.severity or rule.severity) == "error":
                barred.setdefault(key, f"{rule.code}, not resolved")
    return barred


def _ranks(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    sources = evidence.tables["source"].drop_duplicates("source_id").set_index("source_id")
    lists = terms()

    def rank(values: pd.Series[str], name: str) -> pd.Series[int]:
        return values.astype("string").map({term: entry["rank"] for term, entry in lists[name].items()}).astype("Int64")

    kind = rows["source_id"].map(sources["kind"]).astype("string")
    quoting = kind.isin(["secondary", "news"]) & rows["cites_source_id"].isna()
    printed = rows[["numerator", "denominator", "interval_low", "interval_high"]].notna().sum(axis=1)
    labelled = [name for name, term in evidence.measures.items() if term.get("labelled")]
    return rows.assign(
        label=rows["measure_label"].where(rows["measure"].isin(labelled)),
        source_kind=kind,
        rank_kind=rank(kind, "source_kind"),
        rank_extent=rank(rows["source_id"].map(sources["extent"]), "extent"),
        rank_verification=rank(rows["verification"], "verification"),
        rank_printed=-printed,
        rank_decimals=-evidence.printed("endpoint", "estimate").loc[rows.index, "decimals"].fillna(-1),
        quotes_nobody=quoting.fillna(False).astype(bool),
    )


RANKS: Mapping[str, str] = {
    "rank_kind": "nearer source",
    "rank_extent": "more of the source was read",
    "rank_verification": "more direct reading",
    "rank_printed": "prints more",
    "rank_decimals": "prints more decimals",
}


def curated_endpoint(evidence: Evidence) -> pd.DataFrame:
    """Return one row an estimand: the best reported row, with the rows it was preferred to and why.

    Parameters:
        evidence: the typed tables of a lawful package.

    Returns:
        The columns of `endpoint` with `preferred_to` (keys of the other reported rows of the estimand, joined by
        "; "), `preferred_because` (the first rank that decided, for each of them) and `left_out` (rows of the
        estimand that could not be chosen, each with the reason); ordered as `endpoint`.
    """
    import pandas as pd

    rows = evidence.tables["endpoint"]
    rows = rows[rows["status"].isin(CURATED_STATUS).fillna(False)]
    ranked = _ranks(evidence, rows)
    barred = barred_rows(evidence)
    why = ranked["endpoint_id"].map(barred).astype("string")
    why = why.mask(ranked["quotes_nobody"], "its source does not say whom it quotes")
    why = why.mask(ranked["verification"].eq("C").fillna(False), "seen only in a third party's account")
    order = [*RANKS, "position"]
    ranked = ranked.assign(left_out_because=why, position=range(len(ranked))).sort_values(order)
    chosen: list[dict[str, str]] = []
    for _, group in ranked.groupby(list(ESTIMAND), dropna=False, sort=False):
        lawful = group[group["left_out_because"].isna()]
        if lawful.empty:
            continue
        best, others = lawful.iloc[0], lawful.iloc[1:]
        reasons = []
        for _, other in others.iterrows():
            deciding = next((text for name, text in RANKS.items() if other[name] != best[name]), "stands first")
            reasons.append(f"{other['endpoint_id']}: {deciding}")
        excluded = group[group["left_out_because"].notna()]
        left_out = zip(excluded["endpoint_id"], excluded["left_out_because"], strict=True)
        chosen.append(
            {
                "endpoint_id": best["endpoint_id"],
                "preferred_to": "; ".join(others["endpoint_id"]),
                "preferred_because": "; ".join(reasons),
                "left_out": "; ".join(f"{key}: {reason}" for key, reason in left_out),
            }
        )
    _absorb_open(evidence, ranked.set_index("endpoint_id"), chosen)
    columns = ["endpoint_id", "preferred_to", "preferred_because", "left_out"]
    said = pd.DataFrame(chosen, columns=columns, dtype="string").replace("", pd.NA)
    return rows.merge(said, on="endpoint_id", how="inner").reset_index(drop=True)


def _absorb_open(evidence: Evidence, ranked: pd.DataFrame, chosen: list[dict[str, str]]) -> None:
    """Take out of `chosen` each row that another one, which states more parts of the same figure, stands for."""
    from cartrials.checks.agreement.figures import agree, comparable_pairs, figures

    by_key = {entry["endpoint_id"]: entry for entry in chosen}
    rows = figures(evidence)
    rows = rows[rows["endpoint_id"].isin(list(by_key))]
    pairs = comparable_pairs(rows, rows, ["trial_id", "measure", "statistic", "analysis_set_id"], ignore=("cut",))
    pairs = pairs[agree(pairs)]
    for open_key, key in zip(pairs["endpoint_id_a"], pairs["endpoint_id_b"], strict=True):
        if open_key not in by_key or key not in by_key:
            continue
        open_row, row = ranked.loc[open_key], ranked.loc[key]
        closed = [name for name in ESTIMAND if name not in OPEN_PARTS]
        equal = all(_same(open_row[name], row[name]) for name in closed)
        less = [name for name in OPEN_PARTS if _missing(open_row[name]) and not _missing(row[name])]
        more = [name for name in OPEN_PARTS if not _missing(open_row[name]) and _missing(row[name])]
        if not equal or not less or more or open_row["rank_kind"] < row["rank_kind"]:
            continue
        entry, absorbed = by_key[key], by_key.pop(open_key)
        chosen.remove(absorbed)
        keys = [entry["preferred_to"], open_key, absorbed["preferred_to"]]
        reasons = [
            entry["preferred_because"],
            f"{open_key}: leaves {', '.join(less)} open",
            absorbed["preferred_because"],
        ]
        entry["preferred_to"] = "; ".join(part for part in keys if part)
        entry["preferred_because"] = "; ".join(part for part in reasons if part)
        entry["left_out"] = "; ".join(part for part in (entry["left_out"], absorbed["left_out"]) if part)


def _missing(value: object) -> bool:
    import pandas as pd

    return value is pd.NA or value is None or value != value


def _same(first: object, second: object) -> bool:
    return (_missing(first) and _missing(second)) or (not _missing(first) and not _missing(second) and first == second)
