from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cartrials.pipeline import validate
from cartrials.schema.definition import tables

HERE = Path(__file__).parent
DESCRIPTOR = HERE.parents[1] / "datapackage" / "datapackage.json"


def run_node(script: str, client: str) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / client).is_dir():
        pytest.skip(f"the npm client {client} is not installed: npm install --prefix tests/readback")
    done = subprocess.run([node, script, str(DESCRIPTOR)], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


@pytest.fixture(scope="module")
def read_by_node() -> dict[str, Any]:
    return run_node("read.js", "datapackage")


def plain(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return {"date": [value.year, value.month, value.day]}
    return value


@pytest.mark.needs_npm
def test_the_npm_client_reads_the_same_types_and_values(
    read_by_node: dict[str, Any],
) -> None:
    assert (read_by_node["valid"], read_by_node["errors"]) == (True, [])
    evidence = validate(DESCRIPTOR).evidence
    for name, table in tables().items():
        read = read_by_node["tables"][name]
        assert read["types"] == {field.name: field.type for field in table.fields}
        ours = [
            {field: plain(value) for field, value in row.items()}
            for row in evidence.tables[name].astype("object").to_dict(orient="records")
        ]
        assert read["rows"] == ours, name


@pytest.mark.needs_npm
def test_the_other_npm_client_reads_every_cell_as_it_is_printed() -> None:
    read = run_node("text.js", "frictionless.js")
    assert set(read) == set(tables())
    for name in tables():
        with (DESCRIPTOR.parent / "data" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            assert read[name] == list(csv.reader(file)), name
