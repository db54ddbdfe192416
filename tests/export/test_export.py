from __future__ import annotations

import sqlite3
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cartrials.dataset import data_version, load, resources
from cartrials.export.files import WRITERS, cells, plain
from cartrials.export.tables import Unlawful, exported_tables, fields_of
from cartrials.shipped import shipped

DESCRIPTOR = shipped("datapackage") / "datapackage.json"


def written(form: str, folder: Path) -> Path:
    destination = folder / ("made.xlsx" if form == "excel" else "made")
    WRITERS[form](exported_tables(DESCRIPTOR), destination)
    return destination


def rows(name: str) -> list[list[Any]]:
    return cells(load(name))


def test_sqlite_reads_back_equal_with_its_keys(tmp_path: Path) -> None:
    connection = sqlite3.connect(written("sqlite", tmp_path))
    connection.execute("PRAGMA foreign_keys = ON")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for name in resources():
        columns = [f'"{field.name}"' for field in fields_of(name)]
        found = [list(row) for row in connection.execute(f'SELECT {", ".join(columns)} FROM "{name}"')]
        expected = [[int(value) if isinstance(value, bool) else value for value in row] for row in rows(name)]
        assert sorted(found, key=str) == sorted(expected, key=str), name
    about = dict(connection.execute("SELECT name, value FROM about"))
    assert (about["version"], about["content_hash"]) == data_version()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            "INSERT INTO arm (arm_id, trial_id, label, role, intervention_id) VALUES ('a','b','c','d','e')"
        )


def test_parquet_reads_back_equal(tmp_path: Path) -> None:
    folder = written("parquet", tmp_path)
    for name in resources():
        frame = pd.read_parquet(folder / f"{name}.parquet", dtype_backend="numpy_nullable")
        found = [
            [value.isoformat() if type(value) is date else plain(value) for value in row]
            for row in frame.astype("object").itertuples(index=False, name=None)
        ]
        assert found == rows(name), name


def test_csv_is_the_printed_text(tmp_path: Path) -> None:
    folder = written("csv", tmp_path)
    for name in set(resources()) - {"curated_endpoint"}:
        assert (folder / f"{name}.csv").read_bytes() == (DESCRIPTOR.parent / "data" / f"{name}.csv").read_bytes()
    curated = pd.read_csv(folder / "curated_endpoint.csv", dtype="string", keep_default_na=False, na_values=[""])
    reported = pd.read_csv(folder / "endpoint.csv", dtype="string", keep_default_na=False, na_values=[""])
    merged = curated.merge(reported, on=list(reported.columns), how="left", indicator=True)
    assert (merged["_merge"] == "both").all()
    assert curated["endpoint_id"].tolist() == load("curated_endpoint")["endpoint_id"].tolist()


def test_excel_reads_back_equal_and_holds_no_formula(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(written("excel", tmp_path))
    assert workbook.sheetnames == ["about", *resources()]
    for name in resources():
        sheet = workbook[name]
        header, *found = sheet.iter_rows(values_only=True)
        assert list(header) == [field.name for field in fields_of(name)]
        assert [list(row) for row in found] == rows(name), name
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b"}


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    from dataclasses import replace

    from openpyxl import load_workbook

    exported = exported_tables(DESCRIPTOR)
    frame = exported.frames["source"].copy()
    frame.loc[0, "note"] = '=HYPERLINK("http://127.0.0.1","x")'
    WRITERS["excel"](replace(exported, frames={"source": frame}), tmp_path / "made.xlsx")
    workbook = load_workbook(tmp_path / "made.xlsx")
    column = [field.name for field in fields_of("source")].index("note") + 1
    cell = workbook["source"].cell(2, column)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("http://127.0.0.1","x")', "s", True)


def test_the_zipped_package_is_the_package(tmp_path: Path) -> None:
    from cartrials.pipeline import validate

    made = written("zip", tmp_path)
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "unpacked")
    outcome = validate(tmp_path / "unpacked" / "datapackage.json").outcome
    assert outcome.exit_code("warning") == 0


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_an_export_is_the_same_bytes_each_time(form: str, tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom cartrials.export.files import WRITERS\n"
        "from cartrials.export.tables import exported_tables\n"
        f"WRITERS[{form!r}](exported_tables(Path({str(DESCRIPTOR)!r})), Path(sys.argv[1]))\n"
    )
    made = [tmp_path / "first", tmp_path / "second"]
    for seed, destination in enumerate(made):
        environment = {"PYTHONHASHSEED": str(seed), "TZ": ["UTC", "Asia/Tokyo"][seed], "PATH": ""}
        subprocess.run([sys.executable, "-c", code, str(destination)], check=True, env=environment)

    def content(path: Path) -> list[bytes]:
        return [file.read_bytes() for file in sorted(path.iterdir())] if path.is_dir() else [path.read_bytes()]

    assert content(made[0]) == content(made[1])


def test_an_unlawful_package_is_refused(package: Path) -> None:
    (package / "data" / "arm.csv").write_text("arm_id\n", encoding="utf-8")
    with pytest.raises(Unlawful, match="run 'cartrials validate"):
        exported_tables(package / "datapackage.json")
