"""Everything that is derived from the schemas and the checks: the descriptor, the check pages, the dictionary.

`python -m cartrials.generate` writes them into a checkout; with `--check` it writes nothing and ends 1 where a file
differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cartrials import __version__
from cartrials.checks.registry import rules
from cartrials.dataset import CURATED
from cartrials.documentation import check_index, check_page, data_dictionary, evidence_counts
from cartrials.export.tables import CURATION_FIELDS
from cartrials.frame_models import frame_models
from cartrials.package.descriptor import package_descriptor
from cartrials.schema.definition import tables, terms

ROOT = Path(__file__).resolve().parents[2]
COUNTS_BEGIN, COUNTS_END = "<!-- counts: generated -->", "<!-- counts: end -->"
ABOUT: dict[str, Any] = {
    "name": "cartrials",
    "title": "Published evidence of CAR-T trials, figure by figure",
    "description": "Trials and endpoints of published CAR-T evidence, every figure as printed, with its source and "
    "its place in it. Not for clinical decisions. Please cite the data set and the sources of the figures you use. "
    "Registry facts come from ClinicalTrials.gov (U.S. National Library of Medicine).",
    "version": __version__,
    "licenses": [
        {
            "name": "CC0-1.0",
            "title": "Creative Commons Zero v1.0 Universal",
            "path": "https://creativecommons.org/publicdomain/zero/1.0/",
        }
    ],
    "contributors": [{"title": "cartrials maintainers", "role": "maintainer"}],
    "keywords": ["CAR-T", "clinical trials", "B-ALL", "evidence synthesis"],
}


def generated() -> dict[str, str]:
    """Return the text of every derived file by its path in a checkout."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files = {
        "README.md": with_counts(readme, evidence_counts(ROOT / "datapackage" / "data", terms())),
        "datapackage/datapackage.json": descriptor_text(ABOUT),
        "src/cartrials/frames.py": frame_models(tables(), CURATION_FIELDS, CURATED),
        "docs/data-dictionary.md": data_dictionary(tables(), terms()),
        "docs/checks/README.md": check_index(rules()),
    }
    for rule in rules().values():
        files[f"docs/checks/{rule.code}.md"] = check_page(rule)
    return files


def with_counts(readme: str, counts: str) -> str:
    """Return the README with the table between its markers replaced.

    Raises:
        ValueError: the markers are not there.
    """
    before, opened, rest = readme.partition(COUNTS_BEGIN)
    _, closed, after = rest.partition(COUNTS_END)
    if not opened or not closed:
        raise ValueError(f"README.md lacks the markers {COUNTS_BEGIN} and {COUNTS_END}")
    return f"{before}{COUNTS_BEGIN}\n{counts}\n{COUNTS_END}{after}"


def descriptor_text(about: dict[str, Any]) -> str:
    """Return the descriptor of an evidence package as the text of its file."""
    return json.dumps(package_descriptor(about, tables()), indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the derived files, or with `--check` name those that differ; return the exit code."""
    stale = []
    files = generated()
    for name, text in files.items():
        path = ROOT / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in sorted((ROOT / "docs" / "checks").glob("*.md")):
        if f"docs/checks/{path.name}" not in files:
            stale.append(f"docs/checks/{path.name}")
            if "--check" not in arguments:
                path.unlink()
    for name in stale:
        print(f"{'differs' if '--check' in arguments else 'written'}: {name}")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
