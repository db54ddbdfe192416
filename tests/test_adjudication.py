from __future__ import annotations

from dataclasses import replace
from datetime import date

from cartrials.adjudication import Adjudications, adjudicate
from cartrials.findings import Finding

FINDING = Finding(
    "CNT001", "x", "error", "m", resource="endpoint", key="a", fields=("estimate",), observed="estimate=1"
)


def decisions(**cells: str) -> Adjudications:
    row = {
        "adjudication_id": "d", "code": "CNT001", "subject": "endpoint/a", "observed": "estimate=1",
        "verdict": "source_error", "reason": "r", "review_by": "", **cells,
    }  # fmt: skip
    return Adjudications((row,), "adjudication.csv", (2,))


def run(findings: list[Finding], decided: Adjudications, **more) -> list[tuple[str, str, str]]:  # type: ignore[no-untyped-def]
    found, _ = adjudicate(findings, decided, today=date(2026, 11, 23), **more)
    return [(f.code, f.status, f.severity) for f in found]


NONE = Adjudications((), "adjudication.csv", ())


def test_a_decision_makes_its_finding_known() -> None:
    found, ledger = adjudicate([FINDING], decisions())
    assert found == [replace(FINDING, status="known", adjudication="d", verdict="source_error")]
    assert [(entry.code, entry.rows, entry.findings) for entry in ledger] == [
        ("ADJ001", 1, 0), ("ADJ002", 1, 0), ("ADJ003", 1, 0),
    ]  # fmt: skip


def test_a_decision_lapses_with_the_value_the_row_and_the_code() -> None:
    for cells in ({"observed": "estimate=2"}, {"subject": "endpoint/b"}, {"code": "CNT002"}):
        assert run([FINDING], decisions(**cells)) == [("CNT001", "new", "error"), ("ADJ001", "new", "error")]


def test_a_decision_about_two_findings_is_an_error() -> None:
    assert run([FINDING, FINDING], decisions()) == [
        ("CNT001", "new", "error"), ("CNT001", "new", "error"), ("ADJ002", "new", "error"),
    ]  # fmt: skip


def test_two_decisions_about_one_finding_are_an_error() -> None:
    two = decisions()
    two = Adjudications(two.rows * 2, two.file, (2, 3))
    assert run([FINDING], two) == [("CNT001", "known", "error"), ("ADJ002", "new", "error")]


def test_a_decision_past_its_date_is_info_and_with_a_day_given_an_error() -> None:
    late = decisions(review_by="2026-11-22")
    assert run([FINDING], late) == [("CNT001", "known", "error"), ("ADJ003", "new", "info")]
    assert run([FINDING], late, as_of=date(2026, 11, 23))[1] == ("ADJ003", "new", "error")
    assert run([FINDING], decisions(review_by="2026-11-23")) == [("CNT001", "known", "error")]


def test_a_proposed_decision_counts_only_when_accepted() -> None:
    assert run([FINDING], NONE, proposed=decisions()) == [("CNT001", "proposed", "error")]
    assert run([FINDING], NONE, proposed=decisions(), accept_proposed=True) == [("CNT001", "known", "error")]


def test_a_decision_is_not_held_to_have_lapsed_where_the_package_was_not_read_whole() -> None:
    found, ledger = adjudicate([], decisions(), whole=False)
    assert found == []
    assert [(entry.code, entry.state) for entry in ledger] == [
        ("ADJ001", "not applicable"),
        ("ADJ002", "ran"),
        ("ADJ003", "ran"),
    ]
