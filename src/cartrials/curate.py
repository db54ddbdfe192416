"""The curated layer: for each estimand the best reported row, computed and never typed.

An estimand is a trial, arm, comparator, analysis set, data cut, measure (with its label), variant, assessor, grade,
statistic, time origin, time point and window. Of the rows that report it, the best is the one of the nearest kind of
source (primary report, registry record or label; conference abstract; manufacturer's text; secondary publication;
news), then of the largest extent that was read, then of the most direct verification, then the one that prints most
(a count beside the percentage, an interval, more decimals), then the first in the table.

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
    "trial_id", "arm_id", "comparator_arm_id", "analysis_set_id", "data_cut_id", "measure", "measure_label", "variant",
    "assessor", "grade", "statistic", "time_origin", "timepoint_months", "window_start_months", "unit",
)  # fmt: skip
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
    return rows.assign(
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
    chosen = []
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
        chosen.append(
            {
                "endpoint_id": best["endpoint_id"],
                "preferred_to": "; ".join(others["endpoint_id"]),
                "preferred_because": "; ".join(reasons),
                "left_out": "; ".join(
                    f"{key}: {reason}"
                    for key, reason in zip(excluded["endpoint_id"], excluded["left_out_because"], strict=True)
                ),
            }
        )
    said = pd.DataFrame(
        chosen, columns=["endpoint_id", "preferred_to", "preferred_because", "left_out"], dtype="string"
    ).replace("", pd.NA)
    return rows.merge(said, on="endpoint_id", how="inner").reset_index(drop=True)
