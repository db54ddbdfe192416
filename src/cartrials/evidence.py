"""The tables as checks see them: typed frames, the text behind them, and failures as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cartrials.schema.definition import terms

if TYPE_CHECKING:
    import pandas as pd

    from cartrials.findings import Severity


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its table and its position in it, counted from 0, with the cells that matter."""

    resource: str
    position: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """What a check says of one row: which cells disagree, with what, and what would explain it.

    `severity` overrides the check's own where an unknown part of the estimand weakens the case. `observed`
    overrides the text of the cells, where the disagreement is with another row.
    """

    resource: str
    position: int
    fields: tuple[str, ...]
    message: str
    expected: str = ""
    hint: str = ""
    related: tuple[Row, ...] = ()
    severity: Severity | None = None
    observed: str | None = None


@dataclass(frozen=True)
class Evidence:
    """All tables of one package.

    `tables` holds typed frames (nullable dtypes, index 0..n-1); `text` the same cells as printed. A cell whose
    text is not of its type is missing in `tables`.
    """

    tables: Mapping[str, pd.DataFrame]
    text: Mapping[str, pd.DataFrame]
    _printed: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)
    _derived: dict[str, pd.DataFrame] = field(default_factory=dict)

    def derived(self, name: str, make: Callable[[Evidence], pd.DataFrame]) -> pd.DataFrame:
        """Return a frame that several checks derive from the tables, made once; it must not be changed."""
        if name not in self._derived:
            self._derived[name] = make(self)
        return self._derived[name]

    def printed(self, resource: str, name: str) -> pd.DataFrame:
        """Return how a number is printed: Int64 columns `digits` and `decimals`; 81.50 is 8150 and 2.

        Numbers of more than fifteen digits are missing, since no verdict in 64-bit integers holds for them.
        """
        if (resource, name) not in self._printed:
            from cartrials.schema.grammar import digits_and_decimals

            self._printed[resource, name] = digits_and_decimals(self.text[resource][name])
        return self._printed[resource, name]

    @cached_property
    def measures(self) -> Mapping[str, Mapping[str, Any]]:
        """The controlled measures with what checks need of them."""
        return terms()["measure"]

    def cell(self, resource: str, position: int, name: str) -> str:
        """Return the text of one cell; empty where it is missing."""
        value = self.text[resource][name].iloc[position]
        return value if isinstance(value, str) else ""

    def observed(self, resource: str, position: int, names: tuple[str, ...]) -> str:
        """Return the text of some cells of a row, as findings and adjudications give it."""
        return "; ".join(f"{name}={self.cell(resource, position, name)}" for name in names)
