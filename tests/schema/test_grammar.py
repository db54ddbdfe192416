from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartrials.schema.grammar import PATTERNS, digits_and_decimals, parse

IMPOSTORS = [
    "1_000",
    "1,000",
    " 12",
    "12 ",
    "NaN",
    "nan",
    "inf",
    "1e400",
    "1e3",
    "+3",
    ".5",
    "5.",
    "٣",
    "０",
    "--1",
    "0x1",
    "01",
    "-",
    "NA",
    "½",
]


def column(*cells: str | None) -> pd.Series:
    return pd.Series(list(cells), dtype="string")


@pytest.mark.parametrize("impostor", IMPOSTORS)
def test_impostors_are_no_numbers(impostor: str) -> None:
    for kind in ("integer", "number"):
        values, refused = parse(column(impostor), kind)
        assert refused.tolist() == [True]
        assert values.isna().tolist() == [True]


def test_na_is_a_word_and_not_missing() -> None:
    values, refused = parse(column("NA", "null", "NaN", None), "string")
    assert values.tolist()[:3] == ["NA", "null", "NaN"]
    assert values.isna().tolist() == [False, False, False, True]
    assert not refused.any()


@pytest.mark.parametrize("text", [" a", "a ", "a\tb", "a\x00", "a\u202eb", "\ufeffa", "a\rb"])
def test_strings_with_hidden_characters_are_refused(text: str) -> None:
    assert parse(column(text), "string")[1].tolist() == [True]


def test_line_feeds_inside_a_string_are_lawful() -> None:
    assert parse(column("a\nb"), "string")[1].tolist() == [False]


def test_dates_are_days_of_the_calendar() -> None:
    values, refused = parse(column("2024-02-29", "2023-02-29", "2024-2-9", None), "date")
    assert refused.tolist() == [False, True, True, False]
    assert values[0] == pd.Timestamp("2024-02-29")
    assert values.dtype == "datetime64[s]"


def test_every_type_types_an_empty_column() -> None:
    for kind in PATTERNS:
        values, refused = parse(column(), kind)
        assert len(values) == len(refused) == 0
    assert digits_and_decimals(column()).dtypes.astype(str).tolist() == ["Int64", "Int64"]


def test_decimals_survive() -> None:
    printed = digits_and_decimals(column("82.0", "82", "0.400", "-1.5", None, "x", "1234567890123456"))
    assert printed["digits"].fillna(-99).tolist() == [820, 82, 400, -15, -99, -99, -99]
    assert printed["decimals"].fillna(-99).tolist() == [1, 0, 3, 1, -99, -99, -99]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_printed_numbers_come_back_exactly(value: Decimal) -> None:
    text = format(value, "f")
    if text.startswith("-0.000"):
        text = text[1:]
    printed = digits_and_decimals(column(text)).iloc[0]
    assert Decimal(int(printed["digits"])).scaleb(-int(printed["decimals"])) == Decimal(text)
    assert parse(column(text), "number")[0].tolist() == [float(text)]


@given(st.text(max_size=12))
def test_a_number_is_what_the_decimal_module_reads_and_nothing_more(text: str) -> None:
    _, refused = parse(column(text or None), "number")
    if text and not refused.iloc[0]:
        assert Decimal(text) == Decimal(text.strip())
        assert text.isascii() and "_" not in text
