"""A decision about a finding, written as a row of the adjudication table."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from pathlib import Path

from cartrials.findings import Finding
from cartrials.pipeline import Validation
from cartrials.schema.definition import tables, terms


class Undecidable(ValueError):
    """The finding is not there, is none that a decision can be bound to, or the decision is not lawful."""


def find(validation: Validation, wanted: str) -> Finding:
    """Return the finding with a fingerprint (or a beginning of one), or with CODE:KEY.

    Raises:
        Undecidable: no finding or several are meant, or it has a decision already.
    """
    code, _, key = wanted.partition(":")
    found = [
        finding
        for finding in validation.outcome.findings
        if (key and finding.code == code and finding.key == key)
        or (len(wanted) >= 6 and finding.fingerprint.startswith(wanted))
    ]
    if not found:
        raise Undecidable(f"No finding is meant by '{wanted}'; 'cartrials validate --format json' gives fingerprints.")
    if len(found) > 1:
        listed = ", ".join(finding.fingerprint for finding in found[:5])
        raise Undecidable(f"'{wanted}' means {len(found)} findings; name one by its fingerprint: {listed}.")
    finding = found[0]
    if finding.adjudication:
        raise Undecidable(f"This finding has the decision {finding.adjudication} already.")
    if not finding.key or finding.code[:3] in ("PKG", "TBL", "ADJ"):
        raise Undecidable(f"{finding.code} is mended in the file, not decided.")
    return finding


def decide(
    validation: Validation,
    finding: Finding,
    *,
    verdict: str,
    reason: str,
    evidence_source_id: str,
    decided_by: str,
    decided_on: str,
    review_by: str = "",
) -> tuple[str, str]:
    """Add the decision to the package's adjudication table and return its key and the file.

    The file is written beside itself and renamed, so that it is old or new but never half.

    Raises:
        Undecidable: the verdict is no term, the reason is too short, the source is unknown, or the table has
            findings of its own that must be mended first.
    """
    verdicts = terms()["verdict"]
    if verdict not in verdicts:
        raise Undecidable(f"'{verdict}' is no verdict; it is one of {', '.join(verdicts)}.")
    reason = " ".join(reason.split())
    if len(reason) < 10:
        raise Undecidable("A reason of fewer than ten characters convinces nobody; say why.")
    sources = set(validation.evidence.text["source"]["source_id"].dropna())
    if evidence_source_id and evidence_source_id not in sources:
        raise Undecidable(f"There is no source '{evidence_source_id}' in this package.")
    if any(f.resource == "adjudication" and f.code[:3] in ("PKG", "TBL") for f in validation.outcome.findings):
        raise Undecidable("The adjudication table itself has findings; mend these first.")
    taken = set(validation.evidence.text["adjudication"]["adjudication_id"].dropna())
    key = _key(finding, taken)
    row = {
        "adjudication_id": key,
        "code": finding.code,
        "subject": finding.subject,
        "observed": finding.observed,
        "verdict": verdict,
        "reason": reason,
        "evidence_source_id": evidence_source_id,
        "decided_by": decided_by,
        "decided_on": decided_on,
        "review_by": review_by,
    }
    names = tables()["adjudication"].names
    file = Path(validation.package.files["adjudication"])
    text = file.read_bytes().decode("utf-8")
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n" if "\r\n" in text else "\n").writerow([row[name] for name in names])
    _replace(file, text + line.getvalue())
    return key, str(file)


def _key(finding: Finding, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9.]+", "-", f"{finding.code}.{finding.key}".lower()).strip("-.")[:150]
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}.{number}", number + 1
    return key


def _replace(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(file.stat().st_mode & 0o777)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
