"""The closed grammar: which text is a number, a year, a date or a word, and the values it stands for.

A cell is what is printed; nothing is trimmed, guessed or completed. `1_000`, `1,000`, ` 12`, `NaN`, `1e400`,
`.5`, `+3` and digits of other scripts are no numbers. The empty cell is the only missing value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

PATTERNS = {
    "integer": r"-?(?:0|[1-9][0-9]{0,14})",
    "number": r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?",
    "year": r"[0-9]{4}",
    "date": r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    "boolean": r"true|false",
    # No space at either end, no control character but the line feed, no mark that turns the direction of text.
    "string": r"(?!\s)[^\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]*(?<!\s)",
}
EXPECTED = {
    "integer": "a whole number of digits 0-9, without separators, spaces or leading zeros",
    "number": "a number of digits 0-9 with '.' as decimal mark, without separators, spaces or exponent",
    "year": "a year of four digits",
    "date": "a day of the calendar as YYYY-MM-DD",
    "boolean": "true or false",
    "string": "text without space at its ends, control characters or marks of direction",
}
DTYPES = {
    "integer": "Int64",
    "number": "Float64",
    "year": "Int64",
    "date": "datetime64[s]",
    "boolean": "boolean",
    "string": "string",
}


def parse(text: pd.Series[str], type: str) -> tuple[pd.Series[Any], pd.Series[bool]]:
    """Return the typed values of a column of text, and which of its cells are not of the type.

    Parameters:
        text: cells, dtype string, missing where the cell is empty.
        type: a Table Schema type among those of `PATTERNS`.

    Returns:
        The values (dtype of `DTYPES`; missing where the cell is empty or not of the type), and a boolean mask of
        the cells that are filled but not of the type.

    Raises:
        KeyError: the type is not part of the grammar.
    """
    import pandas as pd

    filled = text.notna()
    lawful = text.str.fullmatch(PATTERNS[type], na=True).astype(bool)
    values = text.where(lawful)
    if type == "string":
        return values, filled & ~lawful
    if type == "boolean":
        return (values == "true").astype("boolean"), filled & ~lawful
    if type == "date":
        dates = pd.to_datetime(values, format="%Y-%m-%d", errors="coerce")
        return dates.astype("datetime64[s]"), filled & dates.isna()
    if type == "number":
        return pd.to_numeric(values).astype("Float64"), filled & ~lawful
    return pd.to_numeric(values).astype("Int64"), filled & ~lawful


def digits_and_decimals(text: pd.Series[str]) -> pd.DataFrame:
    """Return the digits of printed numbers as integers, and how many decimals each is printed with.

    Parameters:
        text: cells, dtype string.

    Returns:
        Int64 columns `digits` (sign kept, decimal mark left out) and `decimals`, missing where the cell is empty,
        no number, or longer than fifteen digits.
    """
    import pandas as pd

    lawful = text.str.fullmatch(PATTERNS["number"], na=False).astype(bool)
    parts = text.where(lawful).str.extract(r"^(-?[0-9]+)(?:\.([0-9]+))?$")
    fraction = parts[1].fillna("")
    decimals = fraction.str.len().astype("Int64")
    joined = parts[0] + fraction
    joined = joined.where((joined.str.len() <= 15).fillna(False))
    digits = pd.to_numeric(joined).astype("Int64")
    return pd.DataFrame({"digits": digits, "decimals": decimals.mask(digits.isna())})
