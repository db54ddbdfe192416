"""The strict text reader: one CSV file to text cells with the line each row starts on."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cartrials.checks.registry import Rule
from cartrials.package import rules

if TYPE_CHECKING:
    import pandas as pd

MAX_CELL = 20_000
MAX_CELLS = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the text of a file, at a line and cell."""

    rule: Rule
    message: str
    line: int | None = None
    column: int | None = None
    observed: str = ""
    expected: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file as read: its header, its text cells (dtype string, empty cells missing) and their lines.

    `frame` has one column a header name that occurs once; `lines` the physical line on which each row starts; `text`
    the whole file, from which the place of a cell is found when it is asked for.
    """

    header: tuple[str, ...]
    frame: pd.DataFrame
    lines: list[int]
    text: str = ""
    _starts: list[int] = field(default_factory=list)

    def place(self, row: int, name: str) -> tuple[int, int | None]:
        """Return the physical line and column, counted from 1, at which a cell begins.

        Parameters:
            row: position of the row, counted from 0.
            name: a field; where the file does not have it, the line of the row and no column.
        """
        line = self.lines[row]
        if name not in self.header or not self.text:
            return line, None
        if not self._starts:
            self._starts.extend([0, *(match.end() for match in re.finditer("\n", self.text))])
        return cell_place(self.text, self._starts[line - 1], line, self.header.index(name))


def cell_place(text: str, start: int, line: int, cell: int) -> tuple[int, int]:
    """Return the line and column, counted from 1, at which a cell of a row begins, quoted line breaks counted.

    Parameters:
        text: a lawful CSV text.
        start: where the row starts in it.
        line: the physical line of that place.
        cell: the position of the cell in its row, counted from 0.
    """
    at = start
    for _ in range(cell):
        if text.startswith('"', at):
            closing = text.index('"', at + 1)
            while text.startswith('"', closing + 1):
                closing = text.index('"', closing + 2)
            at = closing + 1
        at = text.index(",", at) + 1
    broken = text.count("\n", start, at)
    return line + broken, at - (text.rfind("\n", start, at) if broken else start - 1)


def decode(data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text of a file, or None with the problem that keeps it from being plain UTF-8."""

    def refuse(message: str, at: int, observed: str, hint: str) -> tuple[None, list[Problem]]:
        line = data.count(b"\n", 0, at) + 1
        return None, [Problem(rules.ENCODING, message, line, None, observed, "plain UTF-8 text", hint)]

    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return refuse("The file is UTF-16.", 0, data[:2].hex(" "), "Save it as UTF-8.")
    if data[:3] == b"\xef\xbb\xbf":
        return refuse("The file begins with a byte order mark.", 0, "ef bb bf", "Save it as UTF-8 without BOM.")
    if (at := data.find(b"\0")) >= 0:
        return refuse("The file has a NUL byte in it.", at, "00", "Save it as UTF-8 text.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = data[error.start : error.end].hex(" ")
        return refuse("The file is not UTF-8.", error.start, broken, "Save it as UTF-8.")
    bare = text.replace("\r\n", "\n")
    if (index := bare.find("\r")) >= 0:
        line = bare.count("\n", 0, index) + 1
        return None, [
            Problem(
                rules.ENCODING,
                "A line ends in a lone carriage return.",
                line,
                None,
                "\\r",
                "\\n or \\r\\n",
                "Save the file with the line ends of Unix or Windows.",
            )
        ]
    return text, []


def read_table(data: bytes) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV file strictly.

    Parameters:
        data: the bytes of the file.

    Returns:
        The table, or None where there is no header to read, and what is wrong with the text. Rows with a wrong
        number of cells are left out of the table; reading ends where a quotation is broken.
    """
    import pandas as pd

    text, problems = decode(data)
    if text is None:
        return None, problems
    if not text:
        return None, [Problem(rules.FILE_END, "The file is empty.", 1, None, "", "a header line")]
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] | None = None
    width = 0
    before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if header is None:
                header = row
                width = len(row)
                if width > MAX_CELLS:
                    limit = f"The header has {width} names."
                    problems.append(Problem(rules.LIMIT, limit, line, None, str(width), f"up to {MAX_CELLS}"))
                    return None, problems
            elif len(row) == width and any(row):
                rows.append(row)
                lines.append(line)
            elif not any(row):
                problems.append(Problem(rules.BLANK_ROW, "This row is empty.", line, hint="Delete the line."))
            else:
                fault = "fewer" if len(row) < width else "more"
                problems.append(
                    Problem(
                        rules.CELL_COUNT,
                        f"This row has {fault} cells than the header.",
                        line,
                        None,
                        str(len(row)),
                        str(width),
                        "Look for a comma too few, or for a file that was cut off."
                        if len(row) < width
                        else "A cell with a comma in it needs double quotes around it.",
                    )
                )
    except csv.Error as error:
        line = before + 1
        if "field larger" in str(error):
            problems.append(Problem(rules.LIMIT, "A cell is too long.", line, None, "", f"up to {MAX_CELL} characters"))
        else:
            problems.append(
                Problem(
                    rules.QUOTING,
                    "The quotation in this row is broken; rows from here on were not read.",
                    line,
                    hint="A quotation mark inside a cell is doubled, and the cell is quoted.",
                )
            )
    if not text.endswith("\n"):
        problems.append(
            Problem(
                rules.FILE_END,
                "The file does not end with a line break, so it may have been cut off.",
                text.count("\n") + 1,
                hint="Compare the end of the file with its source, then end it with a line break.",
            )
        )
    if header is None:
        return None, problems
    columns = dict(zip(header, zip(*rows, strict=True), strict=False)) if rows else {}
    frame = pd.DataFrame(
        {name: pd.array(columns.get(name, ()), dtype="string") for name in header if header.count(name) == 1},
        index=pd.RangeIndex(len(rows)),
    )
    return RawTable(tuple(header), frame.mask(frame == ""), lines, text), problems
