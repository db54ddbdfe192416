from __future__ import annotations

import json
from pathlib import Path

import pytest

from cartrials import __version__
from cartrials.generate import generated

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", sorted(generated()))
def test_a_derived_file_is_what_the_sources_give(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == generated()[name], "run: python -m cartrials.generate"


def test_no_check_page_is_left_over() -> None:
    pages = {f"docs/checks/{path.name}" for path in (ROOT / "docs/checks").glob("*.md")}
    assert pages == {name for name in generated() if name.startswith("docs/checks/")}


def test_there_is_one_version() -> None:
    descriptor = json.loads((ROOT / "datapackage/datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["version"] == __version__
    assert f"version: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
