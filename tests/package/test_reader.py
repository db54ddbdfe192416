from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartrials.package.reader import MAX_CELL, read_table


def problems(data: bytes) -> list[tuple[str, int | None]]:
    return [(problem.rule.code, problem.line) for problem in read_table(data)[1]]


def test_lines_are_physical_with_quoted_line_breaks_and_crlf() -> None:
    for end in ("\n", "\r\n"):
        table, found = read_table(f'a,b{end}"1{end}x",2{end}3,4{end}'.encode())
        assert found == []
        assert table is not None
        assert table.lines == [2, 4]
        assert table.frame["b"].tolist() == ["2", "4"]


def test_empty_cells_are_missing_and_nothing_else_is() -> None:
    table, _ = read_table(b"a,b,c,d\n,NA,null, \n")
    assert table is not None
    assert table.frame.isna().iloc[0].tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a,b\n1,2", [("PKG013", 2)]),
        (b"", [("PKG013", 1)]),
        (b"a,b\n1\n2,3\n", [("PKG011", 2)]),
        (b"a,b\n1,2,3\n", [("PKG011", 2)]),
        (b"a,b\n\n1,2\n", [("PKG012", 2)]),
        (b"a,b\n,\n", [("PKG012", 2)]),
        (b'a,b\n1,"2\n3,4\n', [("PKG009", 2)]),
        (b'a,b\n1,"2"x\n', [("PKG009", 2)]),
        (b"\xef\xbb\xbfa,b\n1,2\n", [("PKG008", 1)]),
        ("a,b\n1,2\n".encode("utf-16"), [("PKG008", 1)]),
        (b"a,b\n1,\x00\n", [("PKG008", 2)]),
        (b"a,b\n1,2\n3,\xff\n", [("PKG008", 3)]),
        (b"a,b\r1,2\r", [("PKG008", 1)]),
        (b"a,b\n1,2\r3,4\n", [("PKG008", 2)]),
        (b"a,b\n1," + b"x" * (MAX_CELL + 1) + b"\n", [("PKG014", 2)]),
        (b",".join([b"a"] * 1001) + b"\n", [("PKG014", 1)]),
    ],
)
def test_broken_files_give_the_problem_with_its_line(data: bytes, expected: list[tuple[str, int]]) -> None:
    assert problems(data) == expected


def test_a_cell_is_placed_by_its_physical_line_and_column() -> None:
    table, _ = read_table(b'a,b,c\n"1,""\n2",x,y\n3,"4\n\n5",6\n')
    assert table is not None
    places = [[table.place(row, name) for name in "abcz"] for row in range(2)]
    assert places == [[(2, 1), (3, 4), (3, 6), (2, None)], [(4, 1), (4, 3), (6, 4), (4, None)]]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=6).filter(lambda t: t != "\ufeff")


@given(st.lists(st.tuples(CELL, CELL).filter(any), max_size=6))
def test_what_the_csv_module_writes_comes_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("a", "b"), *rows])
    table, found = read_table(out.getvalue().encode())
    assert found == []
    assert table is not None
    back = [tuple(row) for row in table.frame.fillna("").itertuples(index=False)]
    assert back == rows
    text = out.getvalue().split("\n")
    for position, row in enumerate(rows):
        for name, cell in zip("ab", row, strict=True):
            line, column = table.place(position, name)
            assert column is not None
            printed = text[line - 1][column - 1 :]
            assert printed.removeprefix('"').startswith(cell.split("\n")[0].replace('"', '""'))


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_without_an_exception(data: bytes) -> None:
    table, found = read_table(data)
    assert table is not None or found
