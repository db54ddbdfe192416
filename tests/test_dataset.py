from __future__ import annotations

import subprocess
import sys

import pytest

import cartrials
from cartrials.dataset import content_hash
from cartrials.schema.definition import tables
from cartrials.schema.grammar import DTYPES
from cartrials.shipped import shipped

OFFLINE = """
import socket, sys
def refuse(*arguments, **more):
    raise AssertionError("a socket was opened")
socket.socket = socket.create_connection = refuse
import cartrials
assert "pandas" not in sys.modules
for name in cartrials.resources():
    cartrials.load(name)
cartrials.cite(); cartrials.data_version()
print(sorted({"pandera", "frictionless", "scipy", "matplotlib", "openpyxl"} & set(sys.modules)))
"""


def test_loading_imports_pandas_and_nothing_heavier_and_opens_no_socket() -> None:
    done = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


@pytest.mark.parametrize("name", list(tables()))
def test_a_frame_has_the_dtypes_of_its_schema(name: str) -> None:
    frame = cartrials.load(name)
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == {
        field.name: DTYPES[field.type] for field in tables()[name].fields
    }


def test_a_frame_may_be_changed_without_changing_the_next() -> None:
    frame = cartrials.load("trial")
    frame["trial_id"] = "changed"
    assert not cartrials.load("trial")["trial_id"].eq("changed").any()


def test_version_and_hash_name_the_data() -> None:
    version = cartrials.data_version()
    assert version == (cartrials.__version__, content_hash(shipped("datapackage")))
    assert cartrials.load("trial").attrs == {"data_version": version.version, "content_hash": version.content_hash}


def test_every_source_can_be_cited() -> None:
    said = {source: cartrials.cite(source) for source in cartrials.load("source")["source_id"]}
    assert all(citation.endswith(".") and len(citation) > 5 for citation in said.values())
    assert said["park-2018"] == "Park. N Engl J Med 378:449-459. 2018. doi:10.1056/NEJMoa1709919."


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="there are adjudication, analysis_set"):
        cartrials.load("endpoints")
    with pytest.raises(KeyError, match="Did you mean 'park-2018'"):
        cartrials.cite("park-2019")


def test_type_checkers_see_the_model_of_each_table(tmp_path) -> None:  # type: ignore[no-untyped-def]
    snippet = tmp_path / "snippet.py"
    snippet.write_text("import cartrials\nreveal_type(cartrials.load('endpoint'))\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "", str(snippet)], capture_output=True, text=True, check=False
    )
    assert "DataFrame[cartrials.frames.Endpoint]" in done.stdout
