from __future__ import annotations

from fractions import Fraction

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cartrials.checks.counts.percentages import percent, twice_excess


@given(st.integers(0, 2000), st.integers(1, 2000), st.integers(0, 2), st.integers(0, 20000))
def test_the_excess_is_the_exact_distance_from_the_printed_percentage(
    n: int, size: int, decimals: int, digits: int
) -> None:
    scale = 10**decimals
    columns = [pd.Series([value], dtype="Int64") for value in (n, size, digits, scale)]
    excess = int(twice_excess(*columns).iloc[0])
    exact = Fraction(100 * n, size) - Fraction(digits, scale)
    assert Fraction(excess, 2 * size * scale) == exact
    within_half = abs(exact) <= Fraction(1, 2 * scale)
    assert (abs(excess) <= size) == within_half


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 3))
def test_percent_rounds_half_up(n: int, size: int, decimals: int) -> None:
    exact = Fraction(100 * n, size)
    printed = Fraction(percent(n, size, decimals))
    step = Fraction(1, 10**decimals)
    assert exact - step / 2 < printed <= exact + step / 2
