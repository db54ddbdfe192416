"""What can be wrong with a package and its files before any cell has a meaning."""

from __future__ import annotations

from cartrials.checks.registry import rule

DESCRIPTOR = rule(
    "PKG001",
    "unlawful-descriptor",
    "error",
    "structure",
    """The descriptor is not a lawful data package.

    Frictionless reads the descriptor against the Data Package standard; what it refuses is reported here in its
    words. Run `cartrials init` to see a lawful one.
    """,
)
SCHEMA_DIFFERS = rule(
    "PKG002",
    "schema-differs",
    "error",
    "structure",
    """A table's schema in the descriptor differs from the one that this installation holds.

    The installed schemas decide, never the ones that a package brings, so that nobody can loosen a constraint in
    the file that is being checked. Fields whose names begin with `x_` are carried along and ignored. Mend it by
    generating the descriptor again, or install the release of cartrials that the package was made with.
    """,
)
RESOURCE_MISSING = rule(
    "PKG003",
    "missing-table",
    "error",
    "structure",
    """The descriptor does not list a table that an evidence package has.

    A table without rows is a file with only its header line.
    """,
)
RESOURCE_UNKNOWN = rule(
    "PKG004",
    "unknown-table",
    "error",
    "structure",
    """The descriptor lists a table that an evidence package does not have, or lists one twice.

    Tables whose names begin with `x_` are carried along and ignored.
    """,
)
PATH = rule(
    "PKG005",
    "path-outside",
    "error",
    "structure",
    """A table's path is not one plain file inside the package.

    Absolute and remote paths, `..`, links that lead out of the folder, inline data, compressed and multipart
    files are not read. Write the path of one CSV file, relative to the descriptor.
    """,
)
FILE_MISSING = rule(
    "PKG006",
    "missing-file",
    "error",
    "structure",
    """A file that the descriptor names is not there, or cannot be opened.""",
)
DIALECT = rule(
    "PKG007",
    "other-dialect",
    "error",
    "structure",
    """A table is declared with another format, encoding or dialect than comma-separated UTF-8 text.

    Tables are CSV: commas, double quotes doubled inside quotes, a header line, UTF-8.
    """,
)
ENCODING = rule(
    "PKG008",
    "not-plain-text",
    "error",
    "structure",
    """A file is not plain UTF-8 text.

    Byte order marks, UTF-16, NUL bytes, broken UTF-8 and lines that end in a lone carriage return are refused,
    because programs disagree about what such a file says. In a spreadsheet program, save as "CSV UTF-8"
    (without BOM where there is a choice).
    """,
)
QUOTING = rule(
    "PKG009",
    "broken-quoting",
    "error",
    "structure",
    """A quotation mark opens a cell that never ends, or stands inside a cell without being doubled.

    Reading stops at this place; rows after it are not judged.
    """,
)
HEADER = rule(
    "PKG010",
    "wrong-header",
    "error",
    "structure",
    """The header line does not name the fields of the table in their order.

    Missing, unknown, repeated, misspelt and moved names are reported, with the nearest known name. Columns
    whose names begin with `x_` may follow the last field and are ignored.
    """,
)
CELL_COUNT = rule(
    "PKG011",
    "cell-count",
    "error",
    "structure",
    """A row has more or fewer cells than the header.

    A comma inside a cell without quotes, a missing comma, and a file that was cut off look like this.
    """,
)
BLANK_ROW = rule(
    "PKG012",
    "blank-row",
    "error",
    "structure",
    """A line between rows is empty, or a row has only empty cells.""",
)
FILE_END = rule(
    "PKG013",
    "unended-file",
    "error",
    "structure",
    """The file does not end with a line break, so that it may have been cut off; or it is empty.""",
)
LIMIT = rule(
    "PKG014",
    "over-limit",
    "error",
    "structure",
    """A cell, a row or a file is larger than any evidence table needs, and is not read.

    A cell may have 20,000 characters, a row 1,000 cells.
    """,
)
