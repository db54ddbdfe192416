"""What can be wrong with a cell or a key."""

from __future__ import annotations

from cartrials.checks.registry import rule

TYPE = rule(
    "TBL001",
    "not-of-type",
    "error",
    "schema",
    """A cell is not of its field's type.

    Numbers are text until one closed grammar accepts them: digits 0-9, at most one decimal point, nothing else.
    Nothing is trimmed or guessed, because a figure that was guessed is no longer the printed one.
    """,
)
REQUIRED = rule("TBL002", "missing-value", "error", "schema", """A cell that must be filled is empty.""")
TERM = rule(
    "TBL003",
    "unknown-term",
    "error",
    "schema",
    """A cell has a word that is not among the controlled terms of its field.

    The nearest term is named. The data dictionary lists every term with its definition.
    """,
)
PATTERN = rule(
    "TBL004",
    "unlawful-form",
    "error",
    "schema",
    """A cell does not have the form of its field.

    Keys are readable slugs of lower-case letters and digits with `.` and `-` between them; locators are
    `section/block/item`.
    """,
)
RANGE = rule("TBL005", "out-of-range", "error", "schema", """A number is beyond the bounds of its field.""")
LENGTH = rule("TBL006", "wrong-length", "error", "schema", """A text is longer or shorter than its field allows.""")
DUPLICATE = rule(
    "TBL007",
    "duplicate-key",
    "error",
    "schema",
    """A key stands in more than one row.

    A key is assigned once and never used again. The finding stands on the later row and names the first.
    """,
)
REFERENCE = rule(
    "TBL008",
    "unknown-reference",
    "error",
    "schema",
    """A cell refers to a row that does not exist.

    The nearest existing key is named. Where the other table could not be read whole, the reference is not judged.
    """,
)
