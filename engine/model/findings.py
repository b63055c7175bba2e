"""The register of lint rules, and the list that findings are reported into.

A rule has an id, one line that says what it finds, and a severity. It never decides what happens
with a finding: errors refuse a deployment, warnings do not.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.errors import Finding, Severity

#: What a rule is given: one file as written, its graph, or the whole pack.
Subject = Literal["document", "file", "pack", "reading"]

#: What a file is judged as: part of a deployment, or by itself, written in our dialect or in BPMN alone.
Judged = Literal["deployed", "dialect", "standard"]

#: Where the findings of a rule are errors; elsewhere they are warnings. `deployed`: it says no more than that
#: we do not execute this. `dialect`: our words or FEEL are wrong. `linted`: the file breaks the standard,
#: which does not keep it from running. `standard`: so too, but our dialect does without what the standard
#: asks for, and elsewhere nothing is said of it.
Where = Literal["always", "deployed", "dialect", "linted", "standard"]
_ERRORS: Mapping[Where, frozenset[Judged]] = {
    "always": frozenset({"deployed", "dialect", "standard"}),
    "deployed": frozenset({"deployed"}),
    "dialect": frozenset({"deployed", "dialect"}),
    "linted": frozenset({"dialect", "standard"}),
    "standard": frozenset({"standard"}),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One lint rule.

    subject: what `check` is given; `reading` rules have no check, their findings are made while the
    files are read. where: of an error, where it is one.
    """

    id: str
    severity: Severity
    doc: str
    subject: Subject
    check: Callable[..., None] | None = None
    where: Where = "always"

    def judge(self, judged: Judged) -> Severity:
        """The severity of its findings on a file that is judged like this."""
        return "error" if self.severity == "error" and judged in _ERRORS[self.where] else "warning"


RULES: dict[str, Rule] = {}

#: Bounds on looking for a similar name, which is slow: how often, and among how many.
MAX_GUESSES = 200
MAX_KNOWN = 500
#: How many findings of one rule on one file are told.
MAX_OF_A_RULE = 2000
#: How many characters of expressions of one file are read.
MAX_EXPRESSIONS = 2_000_000


def declare(rule_id: str, severity: Severity, doc: str, where: Where = "always") -> None:
    """Register a rule whose findings are made while the files are read."""
    _register(Rule(rule_id, severity, doc, "reading", None, where))


def rule(
    rule_id: str, severity: Severity, doc: str, subject: Subject, where: Where = "always"
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as a lint rule; it reports into the `Report` that it is given last."""

    def register(check: Callable[..., None]) -> Callable[..., None]:
        _register(Rule(rule_id, severity, doc, subject, check, where))
        return check

    return register


def _register(new: Rule) -> None:
    if new.id in RULES:
        raise ValueError(f"two rules are called {new.id!r}")
    RULES[new.id] = new


class Report:
    """Collects the findings of one file.

    lenient: everything is reported as a warning. judged: what the file is judged as.
    locators: by file, what leads a finding to its place in the text that the file was compiled from.
    """

    def __init__(
        self, file: str = "", findings: list[Finding] | None = None, lenient: bool = False,
        judged: Judged = "deployed",
    ) -> None:  # fmt: skip
        self.file = file
        self.findings: list[Finding] = [] if findings is None else findings
        self.lenient = lenient
        self.judged: Judged = judged
        self._told: dict[str, int] = {}
        self._room = MAX_EXPRESSIONS
        self.locators: dict[str, Callable[[Finding], Finding]] = {}
        self._guesses = [MAX_GUESSES]  # shared by the reports of one run

    def add(
        self, rule_id: str, message: str, element: str = "", line: int | None = None, /, **params: Any
    ) -> None:
        """Report a finding with the severity of its rule. `params` fill the places of `message`."""
        if RULES[rule_id].where == "standard" and self.judged != "standard":
            return
        self._told[rule_id] = self._told.get(rule_id, 0) + 1
        if self._told[rule_id] > MAX_OF_A_RULE:
            return
        severity = "warning" if self.lenient else RULES[rule_id].judge(self.judged)
        finding = Finding(rule_id, message, self.file, element, severity, line, params)
        locate = self.locators.get(self.file)
        self.findings.append(finding if locate is None else locate(finding))

    def has_room(self, length: int) -> bool:
        """May one more expression of this length be read, after all that were?"""
        self._room -= length
        return self._room >= 0

    def within(self, file: str, lenient: bool = False) -> Report:
        """The same list for another file; `lenient` reports everything as a warning."""
        other = Report(file, self.findings, lenient, self.judged)
        other.locators = self.locators
        other._guesses = self._guesses
        return other

    def near(self, name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
        """The known name that is most like this one, or an empty text; after many guesses none is made."""
        self._guesses[0] -= 1
        if self._guesses[0] < 0:
            return ""
        some = sorted(known)[:MAX_KNOWN]
        return next(iter(difflib.get_close_matches(name, some, 1, cutoff)), "")

    def refuses(self) -> bool:
        """Is there a finding that refuses a deployment?"""
        return any(f.severity == "error" or RULES[f.rule].judge("deployed") == "error" for f in self.findings)


def sort(findings: list[Finding]) -> list[Finding]:
    """By file, line, column, element and rule, each finding once; the same input gives the same list.

    Of one rule on one file no more are kept than are told.
    """
    seen: dict[tuple[Any, ...], Finding] = {}
    for f in findings:
        key = (f.file, f.line or 0, f.column or 0, f.element, f.rule, f.text, f.severity)
        seen.setdefault(key, f)
    kept, told = [], Counter[tuple[str, str]]()
    for key in sorted(seen):
        found = seen[key]
        told[found.file, found.rule] += 1
        if told[found.file, found.rule] <= MAX_OF_A_RULE:
            kept.append(found)
    return kept


def configure(findings: list[Finding], severities: Mapping[str, str]) -> list[Finding]:
    """Apply `error`, `warning` or `off` to rules that are warnings; errors cannot be lowered."""
    kept = []
    for finding in findings:
        wanted = severities.get(finding.rule)
        if wanted is None or finding.severity == "error":
            kept.append(finding)
        elif wanted in ("error", "warning"):
            kept.append(replace(finding, severity=wanted))  # type: ignore[arg-type]
    return kept


declare("rule-failed", "error", "A check itself failed; what it would have found is not known.")
