"""Locators: what it means that two figures stand in the same row of a table or in the same sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def enclosing(locator: pd.Series[str]) -> pd.Series[str]:
    """Return where a reader takes figures together: the row of a cell in a table, elsewhere the place itself.

    `table-1/eliana/orr` is in `table-1/eliana`; `results/eliana/s2` is a sentence of its own.
    """
    row = locator.str.extract(r"^(table[^/]*/.+)/[^/]+$")[0]
    return row.fillna(locator)
