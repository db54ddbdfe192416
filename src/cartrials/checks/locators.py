"""Locators: what it means that two figures stand in the same row of a table or in the same sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def enclosing(locator: pd.Series[str]) -> pd.Series[str]:
    """Return the locator of the whole that a place is in (a cell's row); missing where it is in none."""
    return locator.str.extract(r"^(.+)/[^/]+$")[0]
