"""Where a figure might have come from: the same digits under another measure, time point or grade of its trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartrials.evidence import Evidence, Row

if TYPE_CHECKING:
    import pandas as pd


def informative(digits: int, decimals: int) -> bool:
    """Return whether a figure is printed finely enough that its return elsewhere means something."""
    return decimals >= 1 and digits >= 10 and digits % 10**decimals != 0


def elsewhere(evidence: Evidence, rows: pd.DataFrame, position: int) -> tuple[str, tuple[Row, ...]]:
    """Return a hint that names another estimand of the same trial with the same printed digits, and its rows.

    Parameters:
        evidence: the tables.
        rows: the frame of `figures`.
        position: the row of `endpoint` that is to be explained.

    Returns:
        An empty hint where there is none, or where the figure is a round one.
    """
    own = rows.loc[position].to_dict()
    if not informative(int(own["digits"]), max(int(own["decimals"]), 0)):
        return "", ()
    same = rows[
        rows["trial_id"].eq(own["trial_id"])
        & rows["digits"].eq(own["digits"])
        & rows["decimals"].eq(own["decimals"])
        & rows["time_unit"].eq(own["time_unit"])
        & rows["measure"].ne(own["measure"])
    ].sort_values("distance")
    if same.empty:
        return "", ()
    value = evidence.cell("endpoint", position, "estimate")
    unit = evidence.cell("endpoint", position, "unit")
    first = same.iloc[0]
    measure = first["measure"]
    where = f"{first['source_id']}, {first['locator']}"
    return (
        f"{value} {unit} is this trial's {measure} figure ({where}).",
        tuple(Row("endpoint", int(row), ("reported",)) for row in same.index[:3]),
    )
