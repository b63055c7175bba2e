"""The lint rules; importing this package registers them all.

A rule is one function with an id, one line of docs and a severity. It looks and reports; it never
changes what it looks at.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.findings import RULES, Report, Subject
from engine.model.rules import (
    collaboration,
    connections,
    data,
    events,
    expressions,
    foreign,
    gateways,
    kinds,
    people,
    reach,
    references,
    schema,
    services,
    soundness,
    spelling,
    structure,
    variables,
)

__all__ = ["run"]

_MODULES = (
    schema, kinds, expressions, data, services, collaboration, connections, structure, spelling,
    foreign, events, gateways, reach, people, references, soundness,
    variables,
)  # fmt: skip


def run(subject: Subject, argument: object, report: Report, only: Iterable[str] | None = None) -> None:
    """Run every rule of a subject, in the order of their ids; a rule that fails is itself a finding."""
    for rule_id in sorted(RULES if only is None else only):
        rule = RULES[rule_id]
        if rule.subject != subject or rule.check is None:
            continue
        try:
            rule.check(argument, report)
        except Exception as cause:  # a broken check must not hide what the others find
            report.add(
                "rule-failed", "The check {rule} failed: {reason}", rule=rule_id, reason=repr(cause)[:200]
            )
