from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cartrials import __version__
from cartrials.report.as_json import schema

ROOT = Path(__file__).resolve().parents[2]
Edit = Callable[[str, Callable[[str], str]], Path]


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cartrials", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", **environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_the_shipped_data_pass_at_warning_and_print_what_the_readme_shows() -> None:
    done = run("validate", "--fail-on", "warning", cwd=ROOT)
    assert done.returncode == 0, done.stdout
    shown = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("```\ndatapackage/data/endpoint.csv")[1]
        .split("\n```")[0]
    )
    assert f"datapackage/data/endpoint.csv{shown}\n" in done.stdout
    assert "0 new" in done.stdout and "Not for clinical decisions." in done.stdout


def test_a_removed_decision_makes_the_run_fail(package: Path, edit: Edit) -> None:
    edit("adjudication", lambda text: text.rsplit("\n", 2)[0] + "\n")
    assert run("validate", package, "--fail-on", "warning").returncode == 1


def test_a_changed_figure_lapses_its_decision(package: Path, edit: Edit) -> None:
    edit(
        "endpoint",
        lambda text: text.replace(
            "conclusion.orr,review-cart-b-all,conclusion/s5,itcc-059,itcc-059.not-stated,ORR,proportion,value,71.4%,,,71.4",
            "conclusion.orr,review-cart-b-all,conclusion/s5,itcc-059,itcc-059.not-stated,ORR,proportion,value,71.3%,,,71.3",
        ),
    )
    done = run("validate", package, "--fail-on", "warning")
    assert done.returncode == 1
    assert "ADJ001" in done.stdout


def test_json_follows_its_schema_with_findings_of_every_stage(package: Path, edit: Edit) -> None:
    edit("adjudication", lambda text: text.rsplit("\n", 2)[0] + "\n")
    edit("trial", lambda text: text.replace(",LBCL,", ",LBLC,"))
    edit("approval", lambda text: text.rstrip("\n"))
    done = run("validate", package, "--format", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema())
    assert document["exit_code"] == done.returncode == 1
    codes = {finding["code"] for finding in document["findings"]}
    assert {"PKG013", "TBL003", "AGR001"} <= codes
    assert document["summary"]["total"] == sum(finding["count"] for finding in document["findings"])
    assert {entry["code"] for entry in document["ledger"]} >= codes


@pytest.fixture(scope="module")
def audited() -> dict[str, Any]:
    done = run("audit", "review-cart-b-all", "--format", "json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_audit_json_follows_the_same_schema(audited: dict[str, Any]) -> None:
    document = audited
    jsonschema.validate(document, schema())
    assert {figure["verdict"] for figure in document["figures"]} == {
        "inconsistent", "contradicted", "ineligible", "confirmed", "unverified",
    }  # fmt: skip
    known = {finding["fingerprint"] for finding in document["findings"]}
    assert all(set(figure["findings"]) <= known for figure in document["figures"])


@pytest.mark.parametrize(
    "said",
    [
        ("AGR001", "itcc-059", "71.4 % is this trial's CRS figure"),
        ("ELG001", "zuma-1", "is a trial in LBCL"),
        ("ELG001", "transform", "is a trial in LBCL"),
        ("ELG002", "itcc-059", "studies ADC"),
        ("ELG006", "adult", "No eligible trial is left in the group adult"),
        ("ORD001", "eliana", "CR of 88 is above ORR of 82"),
        ("POP001", "transform", "80 of the 184 patients"),
        ("POP001", "itcc-059", "22 of the 32 patients"),
        ("POP002", "chictr2000032211", "194 is the size of"),
    ],
    ids=lambda said: f"{said[0]} {said[1]}",
)
def test_the_audit_of_the_review_names_its_contradictions(said: tuple[str, str, str], audited: dict[str, Any]) -> None:
    findings = audited["findings"]
    assert [
        finding
        for finding in findings
        if finding["code"] == said[0]
        and said[1] in finding["key"]
        and said[2] in finding["message"] + finding["hint"]
        and finding["line"]
    ]


def test_an_unknown_source_is_named_with_the_nearest() -> None:
    done = run("audit", "review-cart-ball")
    assert done.returncode == 2
    assert done.stderr == (
        "cartrials: There is no source 'review-cart-ball' in this package. Did you mean 'review-cart-b-all'?\n"
    )


def test_a_package_that_is_not_there_ends_2(tmp_path: Path) -> None:
    done = run("validate", tmp_path / "nothing")
    assert done.returncode == 2
    assert "there is no data package here" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_new_package_is_clean_and_is_not_made_twice(tmp_path: Path) -> None:
    made = run("init", tmp_path / "Über uns")
    assert made.returncode == 0
    assert run("validate", tmp_path / "Über uns", "--fail-on", "info").returncode == 0
    again = run("init", tmp_path / "Über uns")
    assert again.returncode == 2
    assert "is not empty" in again.stderr


def test_explain_prints_the_page_and_names_the_nearest_code() -> None:
    assert "# CNT001 percentage-against-count" in run("explain", "cnt001").stdout
    done = run("explain", "CNT01")
    assert done.returncode == 2
    assert "Did you mean 'CNT" in done.stderr


def test_checks_lists_every_check_as_text_and_json() -> None:
    from cartrials.checks.registry import rules

    assert [line.split()[0] for line in run("checks").stdout.splitlines()] == list(rules())
    assert [entry["code"] for entry in json.loads(run("checks", "--format", "json").stdout)["checks"]] == list(rules())


def test_a_decision_is_written_and_counts(package: Path, edit: Edit) -> None:
    edit("adjudication", lambda text: text.rsplit("\n", 2)[0] + "\n")
    document = json.loads(run("validate", package, "--format", "json").stdout)
    (finding,) = [f for f in document["findings"] if f["status"] == "new"]
    done = run(
        "adjudicate", finding["fingerprint"], package, "--verdict", "source_error", "--by", "cartrials maintainers",
        "--reason", "The paper prints another value.",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert run("validate", package, "--fail-on", "warning").returncode == 0
    twice = run(
        "adjudicate",
        finding["fingerprint"],
        package,
        "--verdict",
        "source_error",
        "--by",
        "x",
        "--reason",
        "The same once more.",
    )
    assert twice.returncode == 2
    assert "already" in twice.stderr


def test_colour_is_for_terminals_only() -> None:
    assert "\x1b[" not in run("validate").stdout
    assert "\x1b[" not in run("validate", NO_COLOR="1").stdout


def test_the_version_is_printed() -> None:
    assert run("--version").stdout == f"cartrials {__version__}\n"


def test_decisions_of_a_change_are_proposed_until_accepted(package: Path, tmp_path: Path, edit: Edit) -> None:
    repository = package.parent

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=cartrials maintainers", "-c", "user.email=maintainers@localhost"]
        subprocess.run(["git", *identity, *arguments], cwd=repository, check=True, capture_output=True)

    whole = (package / "data/adjudication.csv").read_text(encoding="utf-8")
    edit("adjudication", lambda text: text.rsplit("\n", 2)[0] + "\n")
    git("init", "-q")
    git("add", "datapackage")
    git("commit", "-qm", "base")
    (package / "data/adjudication.csv").write_text(whole, encoding="utf-8")
    assert run("validate", package, "--fail-on", "warning").returncode == 0
    proposed = run("validate", package, "--fail-on", "warning", "--base", "HEAD")
    assert proposed.returncode == 1
    assert "proposed:" in proposed.stdout
    assert run("validate", package, "--fail-on", "warning", "--base", "HEAD", "--accept-proposed").returncode == 0
    wrong = run("validate", package, "--base", "no-such-revision")
    assert wrong.returncode == 2
    assert "no-such-revision" in wrong.stderr


CRASHING = """
import sys
from cartrials.checks.registry import rules, _rules
from dataclasses import replace
rules()
def crash(evidence):
    raise RuntimeError("boom")
_rules["CNT001"] = replace(_rules["CNT001"], function=crash)
sys.argv = ["cartrials", "validate"]
from cartrials.cli import main
main()
"""


def test_a_check_that_raises_ends_3_and_says_where() -> None:
    done = subprocess.run([sys.executable, "-c", CRASHING], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "CNT001 percentage-against-count CRASHED: RuntimeError: boom" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["checks"], ["explain", "AGR001"], ["validate", "--help"]]
)
def test_light_commands_import_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['cartrials', *{arguments!r}]\n"
        "from cartrials.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'numpy', 'pandera', 'frictionless', 'scipy', 'pyarrow'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "heavy: []"
