from __future__ import annotations

import pandas as pd
import pytest

from cartrials.checks.cases import complete
from cartrials.curate import curated_endpoint
from cartrials.dataset import load, shipped_evidence
from cartrials.evidence import Evidence
from cartrials.schema.definition import tables
from cartrials.schema.stage import type_tables

SOURCES = [
    {"source_id": "paper", "kind": "primary", "extent": "abstract"},
    {"source_id": "paper-table", "kind": "primary", "extent": "table"},
    {"source_id": "meeting", "kind": "conference_abstract", "extent": "abstract"},
    {"source_id": "review", "kind": "secondary", "extent": "full_text"},
    {"source_id": "news", "kind": "news", "extent": "summary"},
]
SETS = [{"analysis_set_id": "t.infused", "trial_id": "t", "kind": "treated", "size": "50"}]


def row(key: str, source: str, estimate: str, **more: str) -> dict[str, str]:
    return {
        "endpoint_id": key, "source_id": source, "trial_id": "t", "analysis_set_id": "t.infused", "measure": "CR",
        "statistic": "proportion", "status": "value", "unit": "%", "estimate": estimate, "locator": key, **more,
    }  # fmt: skip


def evidence_of(*rows: dict[str, str], **more: list[dict[str, str]]) -> Evidence:
    full = complete({"source": SOURCES, "analysis_set": SETS, "endpoint": list(rows), **more})
    text = {
        name: pd.DataFrame(
            {field: pd.array([cells[field] or None for cells in full[name]], dtype="string") for field in table.names}
        )
        for name, table in tables().items()
    }
    return type_tables(text, tables())[0]


def curated(evidence: Evidence) -> list[tuple[str, str, str, str]]:
    frame = curated_endpoint(evidence)[["endpoint_id", "preferred_to", "preferred_because", "left_out"]].fillna("")
    return [tuple(map(str, cells)) for cells in frame.itertuples(index=False, name=None)]  # type: ignore[misc]


def test_the_nearest_source_is_preferred_and_says_to_what_and_why() -> None:
    evidence = evidence_of(
        row("m", "meeting", "80"), row("p", "paper", "80"), row("r", "review", "80", cites_source_id="paper")
    )
    assert curated(evidence) == [("p", "m; r", "m: nearer source; r: nearer source", "")]


def test_more_of_the_document_then_verification_then_what_is_printed_decide() -> None:
    by_extent = evidence_of(row("abstract", "paper", "80"), row("table", "paper-table", "80"))
    assert curated(by_extent) == [("table", "abstract", "abstract: more of the source was read", "")]
    by_tier = evidence_of(row("b", "paper", "80", verification="B"), row("a", "paper", "80", verification="A"))
    assert curated(by_tier) == [("a", "b", "b: more direct reading", "")]
    by_print = evidence_of(row("bare", "paper", "80"), row("count", "paper", "80", numerator="40", denominator="50"))
    assert curated(by_print) == [("count", "bare", "bare: prints more", "")]
    by_decimals = evidence_of(row("coarse", "paper", "80"), row("fine", "paper", "80.0"))
    assert curated(by_decimals) == [("fine", "coarse", "coarse: prints more decimals", "")]


def test_third_parties_and_documents_that_quote_nobody_leave_a_gap() -> None:
    evidence = evidence_of(row("n", "news", "80", cites_source_id="paper", verification="C"), row("r", "review", "80"))
    assert curated(evidence) == []


def test_what_is_left_out_is_said_beside_what_is_chosen() -> None:
    evidence = evidence_of(row("p", "paper", "80"), row("n", "news", "80", cites_source_id="paper", verification="C"))
    assert curated(evidence) == [("p", "", "", "n: seen only in a third party's account")]


def test_a_figure_with_an_unresolved_error_is_not_curated() -> None:
    wrong = row("p", "paper", "81.5", numerator="22", denominator="28")
    assert curated(evidence_of(wrong)) == []
    decided = {"code": "CNT001", "subject": "endpoint/p", "verdict": "accepted_difference"}
    assert [entry[0] for entry in curated(evidence_of(wrong, adjudication=[decided]))] == ["p"]
    decided["verdict"] = "source_error"
    assert curated(evidence_of(wrong, adjudication=[decided])) == []


def test_a_row_that_leaves_the_cut_open_is_the_figure_that_states_it_where_the_values_agree() -> None:
    cut = [{"data_cut_id": "t.cut", "trial_id": "t"}]
    stated = row("p", "paper", "80", data_cut_id="t.cut")
    agreeing = evidence_of(stated, row("r", "review", "80", cites_source_id="paper"), data_cut=cut)
    assert curated(agreeing) == [("p", "r", "r: leaves data_cut_id open", "")]
    differing = evidence_of(stated, row("r", "review", "70", cites_source_id="paper"), data_cut=cut)
    assert "r" not in [entry[1] for entry in curated(differing)]


def test_every_curated_row_of_the_data_set_is_a_reported_row_of_a_source_that_is_near_enough() -> None:
    frame, reported = load("curated_endpoint"), load("endpoint")
    assert list(frame.columns[: len(reported.columns)]) == list(reported.columns)
    assert frame["endpoint_id"].is_unique
    assert set(frame["endpoint_id"]) <= set(reported["endpoint_id"])
    assert not frame["verification"].eq("C").any()
    assert not frame["source_id"].eq("review-cart-b-all").any()


@pytest.mark.parametrize("seed", [1, 2])
def test_curation_does_not_depend_on_the_order_of_the_rows(seed: int) -> None:
    evidence = shipped_evidence()
    order = evidence.text["endpoint"].sample(frac=1, random_state=seed).reset_index(drop=True)
    shuffled = type_tables({**evidence.text, "endpoint": order}, tables())[0]
    # Rows that no rank tells apart are chosen by their order; everything else is the same.
    first = {key for key, _, because, _ in curated(evidence) if "stands first" not in because}
    second = {key for key, _, because, _ in curated(shuffled) if "stands first" not in because}
    assert first == second
