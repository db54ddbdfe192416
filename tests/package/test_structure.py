from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cartrials.package.descriptor import Unreadable, read_descriptor
from cartrials.package.structure import read_package
from cartrials.pipeline import validate
from cartrials.schema.definition import tables

Edit = Callable[[str, Callable[[str], str]], Path]


def found(package: Path) -> list[tuple[str, str, int | None, str]]:
    read = read_package(package / "datapackage.json", tables())
    return [(f.code, f.resource, f.line, f.observed) for f in read.findings]


def change(package: Path, how: Callable[[dict[str, Any]], None]) -> None:
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    how(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in descriptor["resources"] if entry["name"] == name)


def test_the_shipped_package_is_sound(package: Path) -> None:
    assert found(package) == []


def test_a_misspelt_column_is_named_with_the_nearest_field(package: Path, edit: Edit) -> None:
    edit("endpoint", lambda text: text.replace("numerator", "numerater", 1))
    findings = read_package(package / "datapackage.json", tables()).findings
    at = ",".join(tables()["endpoint"].names).index("numerator") + 1
    assert [(f.code, f.line, f.column, f.observed, f.expected) for f in findings] == [
        ("PKG010", 1, at, "numerater", "numerator"),
        ("PKG010", 1, None, "", "numerator"),
    ]


def without_column(text: str, at: int) -> str:
    import csv
    import io

    rows = [row[:at] + row[at + 1 :] for row in csv.reader(io.StringIO(text))]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def test_a_dropped_column_is_named_and_nothing_else_is_said_of_it(package: Path, edit: Edit) -> None:
    at = tables()["endpoint"].names.index("measure")
    edit("endpoint", lambda text: without_column(text, at))
    outcome = validate(package / "datapackage.json").outcome
    about = [f for f in outcome.findings if f.code[:3] in ("PKG", "TBL")]
    assert [(f.code, f.line, f.expected) for f in about] == [("PKG010", 1, "measure")]
    resting = {entry.code: entry.reason for entry in outcome.ledger if entry.state == "not applicable"}
    assert resting["ORD001"] == "the package lacks endpoint.measure"
    assert outcome.exit_code() == 1


def test_an_unknown_column_is_a_finding_and_an_x_column_is_not(package: Path, edit: Edit) -> None:
    def add(name: str) -> Callable[[str], str]:
        return lambda text: "".join(
            line + ("," + name if n == 0 else ",") + "\n" for n, line in enumerate(text.splitlines())
        )

    edit("trial_member", add("x_mine"))
    assert found(package) == []
    edit("approval", add("mine"))
    assert [entry[:3] for entry in found(package)] == [("PKG010", "approval", 1)]


def test_a_truncated_file_is_found(package: Path, edit: Edit) -> None:
    edit("endpoint", lambda text: text[: len(text) // 2].rstrip("\n"))
    assert any(code in ("PKG009", "PKG011", "PKG013") and line for code, _, line, _ in found(package))


def test_a_laxer_schema_in_the_descriptor_is_a_finding_and_decides_nothing(package: Path) -> None:
    def loosen(descriptor: dict[str, Any]) -> None:
        schema = resource(descriptor, "endpoint")["schema"]
        schema["fields"][5].pop("constraints")
        schema["fields"].append({"name": "x_own", "type": "string"})

    change(package, loosen)
    text = (package / "data/endpoint.csv").read_text(encoding="utf-8").replace(",ORR,", ",RESPONSE,", 1)
    (package / "data/endpoint.csv").write_text(text, encoding="utf-8")
    outcome = validate(package / "datapackage.json").outcome
    assert sorted(f.code for f in outcome.findings if f.code[:3] in ("PKG", "TBL")) == ["PKG002", "TBL003"]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../datapackage.json",
        "data/../../x.csv",
        "http://127.0.0.1/x.csv",
        "file:///etc/passwd",
        "C:\\x.csv",
        "~/x.csv",
        "s3:x",
        ["a.csv", "b.csv"],
        "",
        None,
        3,
    ],
)
def test_a_path_out_of_the_package_is_not_read(package: Path, path: object) -> None:
    change(package, lambda descriptor: resource(descriptor, "source").update(path=path))
    codes = {entry[0] for entry in found(package)}
    assert "PKG005" in codes


def test_a_link_out_of_the_package_is_not_read(package: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    (package / "data/approval.csv").rename(outside)
    (package / "data/approval.csv").symlink_to(outside)
    assert [entry[:2] for entry in found(package)] == [("PKG005", "approval")]


def test_missing_and_unknown_and_doubled_resources(package: Path) -> None:
    def shuffle(descriptor: dict[str, Any]) -> None:
        resource(descriptor, "approval")["name"] = "aproval"
        descriptor["resources"].append(resource(descriptor, "trial"))
        resource(descriptor, "arm")["name"] = "x_arm"

    change(package, shuffle)
    said = found(package)
    assert ("PKG004", "aproval", None, "aproval") in said
    assert ("PKG003", "approval", None, "") in said
    assert ("PKG004", "trial", None, "trial") in said
    assert ("PKG003", "arm", None, "") in said


def test_a_missing_file_is_named(package: Path) -> None:
    (package / "data/arm.csv").unlink()
    assert [entry[:2] for entry in found(package)] == [("PKG006", "arm")]


def test_another_dialect_is_a_finding(package: Path) -> None:
    change(
        package,
        lambda descriptor: resource(descriptor, "arm").update(dialect={"delimiter": ";"}, encoding="latin1"),
    )
    assert [entry[:2] for entry in found(package)] == [("PKG007", "arm"), ("PKG007", "arm")]


def test_a_remote_profile_is_refused_and_not_fetched(package: Path) -> None:
    change(package, lambda descriptor: descriptor.update(profile="http://127.0.0.1:9/profile.json"))
    assert [entry[0] for entry in found(package)] == ["PKG001"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": NaN}', "not JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": "\ud800"}', "UTF-8"),
        ("", "not JSON"),
    ],
)
def test_unreadable_descriptors_say_why(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "datapackage.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(Unreadable, match=says):
        read_descriptor(path)


@pytest.mark.parametrize(
    "resources", [None, 3, "x", {}, [None], [[]], [{"name": 3}], [{"name": "trial", "path": {}, "schema": 3}]]
)
def test_nonsense_for_resources_is_a_finding(package: Path, resources: object) -> None:
    change(package, lambda descriptor: descriptor.update(resources=resources))
    codes = {entry[0] for entry in found(package)}
    assert "PKG003" in codes or "PKG002" in codes


@pytest.mark.parametrize("mark", [";", "\t"])
def test_another_mark_than_the_comma_is_named(package: Path, edit: Edit, mark: str) -> None:
    edit("arm", lambda text: text.replace(",", mark))
    findings = read_package(package / "datapackage.json", tables()).findings
    assert [(f.code, f.resource, f.line) for f in findings] == [("PKG010", "arm", 1)]
    assert "separated by another mark" in findings[0].message
