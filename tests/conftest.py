"""What the tests share: the shipped package, copies of it that may be broken, and tools that CI must have."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SHIPPED = ROOT / "datapackage"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("needs_texts") and not (SHARED / "review" / "review.txt").is_file():
        pytest.skip("the texts that are not part of the project are not here")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    report = yield
    if report.skipped and os.environ.get("CARTRIALS_REQUIRE_TOOLS") and not item.get_closest_marker("needs_texts"):
        report.outcome = "failed"
        report.longrepr = f"skipped for want of a tool: {report.longrepr}"
    return report


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the shipped package that a test may break."""
    copy = tmp_path / "datapackage"
    shutil.copytree(SHIPPED, copy)
    return copy


@pytest.fixture
def edit(package: Path) -> Callable[[str, Callable[[str], str]], Path]:
    """A function that rewrites one table of the copy."""

    def rewrite(table: str, change: Callable[[str], str]) -> Path:
        path = package / "data" / f"{table}.csv"
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before, "the edit changes nothing"
        path.write_text(after, encoding="utf-8", newline="")
        return path

    return rewrite
