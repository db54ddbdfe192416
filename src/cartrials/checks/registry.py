"""The registry of checks: one decorator that carries what must be known of a check without running it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from cartrials.findings import Severity

if TYPE_CHECKING:
    from cartrials.evidence import Evidence, Failure

Scope = Literal["row", "trial", "source", "package"]
Stage = Literal["structure", "schema", "consistency", "adjudication"]


@dataclass(frozen=True, slots=True)
class Authority:
    """What a check rests on: a paper, a guideline, or a derivation that stands in the check's own page.

    `read` says whether the document itself was read; `doi` is given only where it was seen.
    """

    kind: Literal["paper", "guideline", "derivation"]
    citation: str
    doi: str = ""
    read: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as the registry holds it.

    `name` reads after "allow". `needs` names, by table, the fields that must be there for it to run.
    `explains` lists codes whose findings on the same cell follow from a finding of this check.
    """

    code: str
    name: str
    severity: Severity
    scope: Scope
    stage: Stage
    description: str
    needs: Mapping[str, tuple[str, ...]]
    gated_by: tuple[str, ...]
    explains: tuple[str, ...]
    authority: tuple[Authority, ...]
    function: Callable[..., Any] | None

    @property
    def family(self) -> str:
        """The prefix of the code."""
        return self.code[:3]

    @property
    def summary(self) -> str:
        """The first sentence of the page."""
        return self.description.split("\n\n")[0].replace("\n", " ")


FAMILIES = {
    "PKG": "package and files",
    "TBL": "fields and keys",
    "CNT": "counts and percentages",
    "INT": "intervals and p-values",
    "ORD": "order and nesting",
    "POP": "populations and denominators",
    "AGR": "agreement between places and sources",
    "ELG": "eligibility and labels",
    "ADJ": "adjudications",
}
_rules: dict[str, Rule] = {}


def _register(rule: Rule) -> Rule:
    if rule.code in _rules:
        raise ValueError(f"{rule.code} is registered twice")
    if rule.family not in FAMILIES:
        raise ValueError(f"{rule.code} belongs to no family")
    _rules[rule.code] = rule
    return rule


def rule(code: str, name: str, severity: Severity, stage: Stage, description: str) -> Rule:
    """Register a check that a stage performs as it reads, so that it has no function of its own."""
    return _register(Rule(code, name, severity, "row", stage, inspect.cleandoc(description), {}, (), (), (), None))


def check(
    code: str,
    *,
    name: str,
    severity: Severity,
    scope: Scope,
    needs: Mapping[str, tuple[str, ...]],
    authority: tuple[Authority, ...],
    gated_by: tuple[str, ...] = (),
    explains: tuple[str, ...] = (),
) -> Callable[[Callable[[Evidence], list[Failure]]], Callable[[Evidence], list[Failure]]]:
    """Register a consistency check; its docstring is its page."""

    def register(function: Callable[[Evidence], list[Failure]]) -> Callable[[Evidence], list[Failure]]:
        _register(
            Rule(
                code,
                name,
                severity,
                scope,
                "consistency",
                inspect.getdoc(function) or "",
                needs,
                gated_by,
                explains,
                authority,
                function,
            )
        )
        return function

    return register


@cache
def _import_all() -> None:
    import cartrials.adjudication
    import cartrials.checks
    import cartrials.package.rules
    import cartrials.schema.rules

    for module in pkgutil.walk_packages(cartrials.checks.__path__, "cartrials.checks."):
        importlib.import_module(module.name)


def rules() -> dict[str, Rule]:
    """Return every registered check by code, in order. Nothing that this imports needs pandas."""
    _import_all()
    order = list(FAMILIES)
    return dict(sorted(_rules.items(), key=lambda item: (order.index(item[0][:3]), item[0])))
