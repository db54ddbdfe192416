"""One writer a form. Each writes the same bytes for the same tables, whatever the clock says."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cartrials.dataset import CURATED
from cartrials.export.tables import Exported, fields_of
from cartrials.schema.definition import tables

if TYPE_CHECKING:
    import pandas as pd

EPOCH = (1980, 1, 1, 0, 0, 0)
SQL_TYPES = {"integer": "INTEGER", "year": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def plain(value: Any) -> Any:
    """Return a cell as a plain value: None where it is missing, a day as ISO text, else int, float, bool or str."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def cells(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the rows of a frame as plain values."""
    return [[plain(value) for value in row] for row in frame.astype("object").itertuples(index=False, name=None)]


def write_csv(exported: Exported, destination: Path) -> None:
    """Write one CSV file a table, as printed: the package's own files, and `curated_endpoint.csv`."""
    destination.mkdir()
    for name in exported.frames:
        if name != CURATED:
            (destination / f"{name}.csv").write_bytes((exported.folder / "data" / f"{name}.csv").read_bytes())
    curated = exported.frames[CURATED]
    reported = _printed(exported).set_index("endpoint_id").loc[list(curated["endpoint_id"])].reset_index()
    own = curated[[name for name in curated.columns if name not in reported.columns]]
    reported.join(own).to_csv(destination / f"{CURATED}.csv", index=False, lineterminator="\n", encoding="utf-8")


def _printed(exported: Exported) -> pd.DataFrame:
    import pandas as pd

    path = exported.folder / "data" / "endpoint.csv"
    frame: pd.DataFrame = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    return frame[[field.name for field in tables()["endpoint"].fields]]


def write_parquet(exported: Exported, destination: Path) -> None:
    """Write one Parquet file a table with pyarrow; the version and content hash stand in the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "integer": pa.int64(), "year": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
    }  # fmt: skip
    destination.mkdir()
    for name, frame in exported.frames.items():
        columns = []
        for field in fields_of(name):
            values = [plain(value) for value in frame[field.name].astype("object")]
            if field.type == "date":
                values = [None if value is None else date.fromisoformat(value) for value in values]
            columns.append(pa.array(values, kinds.get(field.type, pa.string())))
        table = pa.table(columns, names=[field.name for field in fields_of(name)])
        table = table.replace_schema_metadata(exported.about)
        pq.write_table(table, destination / f"{name}.parquet", compression="zstd")


def write_sqlite(exported: Exported, destination: Path) -> None:
    """Write one SQLite file with the types, primary keys and foreign keys declared, and a table `about`."""
    connection = sqlite3.connect(destination)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.executemany("INSERT INTO about VALUES (?, ?)", exported.about.items())
        for name, frame in exported.frames.items():
            connection.execute(_create(name))
            marks = ", ".join("?" * len(fields_of(name)))
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', cells(frame))
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _create(name: str) -> str:
    parts = [
        f'"{field.name}" {SQL_TYPES.get(field.type, "TEXT")}{" NOT NULL" if field.required else ""}'
        for field in fields_of(name)
    ]

    def listed(names: tuple[str, ...]) -> str:
        return ", ".join(f'"{field}"' for field in names)

    if name == CURATED:
        parts.append('PRIMARY KEY ("endpoint_id")')
        parts.append('FOREIGN KEY ("endpoint_id") REFERENCES "endpoint" ("endpoint_id")')
    else:
        table = tables()[name]
        parts.append(f"PRIMARY KEY ({listed(table.primary_key)})")
        parts += [
            f'FOREIGN KEY ({listed(key.fields)}) REFERENCES "{key.resource}" ({listed(key.reference)})'
            for key in table.foreign_keys
        ]
    return f'CREATE TABLE "{name}" ({", ".join(parts)})'


def write_excel(exported: Exported, destination: Path) -> None:
    """Write one workbook, a sheet a table. Text is written as text, so that no cell is a formula."""
    import datetime

    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    workbook.properties.creator = "cartrials maintainers"
    moment = datetime.datetime(*EPOCH)
    workbook.properties.created = workbook.properties.modified = moment
    about = workbook.active
    about.title = "about"
    for said in exported.about.items():
        about.append(said)
    for name, frame in exported.frames.items():
        sheet = workbook.create_sheet(name)
        sheet.append([field.name for field in fields_of(name)])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
        for at, row in enumerate(cells(frame), 2):
            for column, value in enumerate(row, 1):
                if value is None:
                    continue
                cell = sheet.cell(at, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.quotePrefix = value[0] in "=+-@"
    buffer = io.BytesIO()
    workbook.save(buffer)
    _write_zip(destination, _without_clock(buffer.getvalue()))


def _without_clock(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook with the moment of saving, which openpyxl stamps, set back."""
    import re

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    core = parts["docProps/core.xml"]
    stamp = rb"(<dcterms:modified[^>]*>)[^<]*"
    parts["docProps/core.xml"] = re.sub(stamp, rb"\g<1>1980-01-01T00:00:00Z", core)
    return parts


def write_zip(exported: Exported, destination: Path) -> None:
    """Write the data package itself as one archive: descriptor and tables."""
    parts = {"datapackage.json": (exported.folder / "datapackage.json").read_bytes()}
    for name in exported.frames:
        if name != CURATED:
            parts[f"data/{name}.csv"] = (exported.folder / "data" / f"{name}.csv").read_bytes()
    _write_zip(destination, parts)


def _write_zip(destination: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, compresslevel=9)


WRITERS = {
    "csv": write_csv,
    "excel": write_excel,
    "parquet": write_parquet,
    "sqlite": write_sqlite,
    "zip": write_zip,
}
