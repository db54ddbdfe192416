from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from claims import REASONS, Token, faults, read_claims, reported, tokens

TEXT = Path(__file__).resolve().parents[3] / "shared" / "review" / "review.txt"


@pytest.mark.needs_texts
def test_every_numeral_and_dash_of_the_review_is_claimed_or_has_a_reason() -> None:
    assert faults(tokens(TEXT.read_text(encoding="utf-8")), read_claims(), reported()) == []


def test_every_claim_names_a_row_that_reports_the_token() -> None:
    rows = reported()
    for claim in read_claims():
        keys = [key for key in claim["claimed_by"].split("; ") if key]
        assert bool(keys) != bool(claim["reason"])
        assert not claim["reason"] or claim["reason"] in REASONS
        for key in keys:
            assert claim["token"] in rows[key] or not rows[key]


def test_every_figure_of_the_review_is_claimed_by_a_token() -> None:
    claimed = {key for claim in read_claims() for key in claim["claimed_by"].split("; ")}
    figures = {
        key
        for key, text in reported().items()
        if key.startswith("endpoint/review-cart-b-all.") and any(character.isdigit() for character in text)
    }
    assert figures - claimed == set()


def test_an_unclaimed_token_a_lost_row_and_a_false_claim_are_found() -> None:
    claims = [
        {"line": "1", "column": "1", "token": "82", "claimed_by": "endpoint/a", "reason": ""},
        {"line": "1", "column": "9", "token": "3", "claimed_by": "endpoint/gone", "reason": ""},
        {"line": "7", "column": "1", "token": "5", "claimed_by": "", "reason": "citation number"},
    ]
    found = [Token(1, 1, "82"), Token(1, 5, "-"), Token(1, 9, "3")]
    assert faults(found, claims, {"endpoint/a": "81%"}) == [
        "1:1: endpoint/a reports '81%', not '82'",
        "1:5: '-' is not claimed",
        "1:9: endpoint/gone is no row",
        "7:1: claimed, but not in the text",
    ]


def test_tokens_are_numerals_and_dashes_that_stand_for_values() -> None:
    found = tokens("EFS: - CD19- 3–4 2,000 cells, (- , 29%)\n1.5")
    assert [(t.line, t.text) for t in found] == [
        (1, "-"), (1, "19"), (1, "3"), (1, "4"), (1, "2,000"), (1, "-"), (1, "29"), (2, "1.5"),
    ]  # fmt: skip
