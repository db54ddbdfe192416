from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cartrials.dataset import load

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "guide.md"


def test_the_ten_lines_of_the_guide_run_as_they_stand(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.S)
    assert len([line for line in code.splitlines() if line]) <= 10
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Park" in done.stdout
    drawn = (tmp_path / "forest.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<?xml") and "</svg>" in drawn


def test_the_code_for_r_runs_on_an_export(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed")
    from cartrials.export.files import WRITERS
    from cartrials.export.tables import exported_tables
    from cartrials.shipped import shipped

    WRITERS["csv"](exported_tables(shipped("datapackage") / "datapackage.json"), tmp_path / "evidence")
    (code,) = re.findall(r"```r\n(.*?)```", (GUIDE.parent / "use-from-r.md").read_text(encoding="utf-8"), flags=re.S)
    done = subprocess.run(
        [rscript, "-e", "options(width = 250)", "-e", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    expected = load("curated_endpoint").query("measure == 'CR' and statistic == 'proportion' and unit == '%'")
    assert len(done.stdout.strip().splitlines()) == len(expected) + 1


def test_the_commands_of_the_spreadsheet_guide_exist(tmp_path: Path) -> None:
    text = (GUIDE.parent / "use-from-a-spreadsheet.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^cartrials (.*)$", text, flags=re.M)
    done = subprocess.run(
        [sys.executable, "-m", "cartrials", *command.split()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "evidence.xlsx").is_file()
