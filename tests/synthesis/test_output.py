from __future__ import annotations

import csv
import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import jsonschema
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

sys.path.insert(0, str(Path(__file__).parent))
from handmade import COMPARISON, Rows, comparison_of, counted, evidence_of

from cartrials.checks.cases import complete
from cartrials.cli import compare as command
from cartrials.initialise import initialise
from cartrials.report.comparison_text import print_comparison
from cartrials.schema.definition import tables
from cartrials.synthesis import Comparison, compare
from cartrials.synthesis.as_json import comparison_object, schema
from cartrials.synthesis.plot import forest_plot
from cartrials.synthesis.terminal import forest_lines

GIVEN: Rows = comparison_of(
    {
        "young": [
            *counted(young_1="65/79", young_2="24/30", young_3="27/35"),
            {"trial_id": "young-4", "estimate": "81.5", "denominator": "27"},
        ],
        "old": counted(old_1="44/53", old_2="39/55", old_3="0/12", old_4="9/10"),
    },
    trial=[{"trial_id": "old-4", "disease": "LBCL"}],
)
REFUSED: Rows = comparison_of({"young": counted(young_1="65/79"), "old": []})


@pytest.fixture(scope="module")
def pooled() -> Comparison:
    return compare(evidence_of(GIVEN), COMPARISON, "ORR")


def package_of(given: Rows, folder: Path) -> Path:
    initialise(folder, "made by hand")
    for name, rows in complete(given).items():
        with next(folder.rglob(f"{name}.csv")).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, tables()[name].names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package_of(GIVEN, tmp_path_factory.mktemp("pooled") / "package")


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def printed(comparison: Comparison, encoding: str = "utf-8") -> str:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding=encoding, newline="\n")
    print_comparison(comparison, Console(file=stream, highlight=False, width=60))
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_the_text_shows_trials_models_tests_and_plot(pooled: Comparison) -> None:
    lines = printed(pooled).splitlines()
    assert lines[:2] == ["young-vs-old: Young and old", "ORR, eligible trials only"]
    assert lines[3].split() == [
        "group",
        "trial",
        "set",
        "measure",
        "n/N",
        "share",
        "(95",
        "%)",
        "count",
        "as",
        "printed",
        "source",
    ]
    assert lines[7].split()[:6] == ["young", "young-4", "young-4.treated", "(treated)", "ORR", "22/27"]
    assert lines[7].split()[-4:] == ["derived", "81.5%", "report", "table-1/young-4/orr-3"]
    text = "\n".join(lines)
    assert "  old  old-4: ineligible: a trial in LBCL; B-ALL is asked for (its figure: 9/10)" in lines
    group = pooled.chosen.groups[0].reml
    assert group is not None
    assert f"REML, Hartung-Knapp: {100 * group.proportion:.1f} %" in text
    assert f"logit {group.logit:.4f} ({group.low:.4f} to {group.high:.4f}), tau² {group.tau2:.4f}" in text
    for part in ("binomial-normal:", "prediction interval", "  REML, Hartung-Knapp: F ", "  binomial-normal: chi² ",
                 "  old without old-3: ", "  all without young-1: ",
                 "For comparison, as asserted, ineligible trials included:"):  # fmt: skip
        assert part in text
    assert lines[-1] == "Not for clinical decisions."


def test_a_terminal_without_unicode_gets_the_same_lines_in_ascii(pooled: Comparison) -> None:
    plain, full = printed(pooled, "ascii"), printed(pooled)
    assert plain.isascii() and "?" not in plain.replace("Do the groups differ?", "")
    assert len(plain.splitlines()) == len(full.splitlines())


def test_the_terminal_plot_marks_each_estimate_in_its_column() -> None:
    chosen = compare(evidence_of(comparison_of({"young": counted(a="5/10", b="10/20"), "old": counted(c="0/30")})),
                     COMPARISON, "ORR").chosen  # fmt: skip
    lines = forest_lines(chosen, unicode=False)
    assert [line.split("  ")[0] or line.split("  ")[1] for line in lines[:4]] == [
        "young",
        "a",
        "b",
        "pooled (2 trials)",
    ]
    start = len("  pooled (2 trials)") + 2
    assert [line[start + 25] for line in lines[1:4]] == ["#", "#", "O"]
    assert lines[5][start] == "#" and lines[5].endswith("0.0 % (0.0 to 11.6)  0/30")
    assert lines[-2][start::25] == "+++"


@pytest.mark.parametrize("given", [GIVEN, REFUSED], ids=["pooled", "refused"])
def test_json_follows_its_schema(given: Rows) -> None:
    document = comparison_object(compare(evidence_of(given), COMPARISON, "ORR"))
    again = json.loads(json.dumps(document, allow_nan=False))
    jsonschema.validate(again, schema())
    assert document["exit_code"] == int(given is REFUSED)


def test_json_says_what_the_result_says(pooled: Comparison) -> None:
    document = comparison_object(pooled)
    own = pooled.chosen.groups[0].reml
    assert own is not None
    shown = document["eligible_only"]["groups"][0]["reml_hartung_knapp"]
    assert (shown["logit"], shown["proportion"], shown["tau2"]) == (own.logit, own.proportion, own.tau2)
    assert [(t["trial_id"], t["counted"], t["eligible"]) for t in document["trials"]][3:] == [
        ("young-4", True, True),
        ("old-1", True, True),
        ("old-2", True, True),
        ("old-3", True, True),
        ("old-4", False, False),
    ]
    assert document["trials"][3]["figure"]["events_from"] == "derived"
    assert sum(document["eligible_only"]["overall"]["weights"]) == pytest.approx(100)


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_plot_is_the_same_bytes_each_time_and_has_no_date(pooled: Comparison, ending: str) -> None:
    first, second = forest_plot(pooled, ending), forest_plot(pooled, ending)
    assert first == second
    assert first.startswith(b"<?xml" if ending == ".svg" else b"\x89PNG")
    assert b"<dc:date>" not in first and b"<text" not in first


def test_the_command_pools_and_writes_a_plot(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "forest.svg"
    done = run(COMPARISON, package, "--measure", "ORR", "--plot", target, "--format", "json")
    assert done.exit_code == 0, done.output
    jsonschema.validate(json.loads(done.stdout), schema())
    assert target.read_bytes().startswith(b"<?xml")


def test_the_command_refuses_with_1_and_writes_no_plot(tmp_path: Path) -> None:
    target = tmp_path / "forest.png"
    done = run(COMPARISON, package_of(REFUSED, tmp_path / "package"), "--measure", "ORR", "--plot", target)
    assert done.exit_code == 1 and not target.exists()
    assert "Refused, empty_group: No trial is left in the group old; none is placed in it." in done.stdout
    assert "is not written, since pooling was refused" in done.stderr
    assert done.stdout.endswith("Not for clinical decisions.\n")


def test_what_a_user_gets_wrong_ends_in_2_with_a_sentence(package: Path, tmp_path: Path) -> None:
    broken = package_of(comparison_of({"young": counted(a="x/10"), "old": []}), tmp_path / "broken")
    wrong: list[tuple[list[str | Path], str]] = [
        ([COMPARISON, package], "Name the measure to pool"),
        ([COMPARISON, package, "--measure", "ORR", "--plot", "forest.pdf"], "a plot is written as .svg or .png"),
        (["young-vs-odl", package, "--measure", "ORR"], "Did you mean 'young-vs-old'?"),
        ([COMPARISON, tmp_path / "nowhere", "--measure", "ORR"], "there is no data package here"),
        ([COMPARISON, broken, "--measure", "ORR"], "A package that is not lawful is not pooled"),
        ([COMPARISON, package, "--measure", "ORR", "--plot", tmp_path / "none" / "x.svg"], "cannot be written"),
    ]
    for arguments, message in wrong:
        done = run(*arguments)
        assert (done.exit_code, message in done.stderr) == (2, True), done.output
        assert "Traceback" not in done.output


def test_a_missing_extra_is_named(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymare", None)
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    done = run(COMPARISON, package, "--measure", "ORR", "--plot", "x.svg")
    assert done.exit_code == 2
    assert 'pymare and matplotlib must be installed to pool trials: pip install "cartrials[synthesis]"' in done.stderr
