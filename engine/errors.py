"""The errors of the engine, one tree.

EngineError
├─ Rejected          refused, nothing was written; the caller may correct and try again
│  ├─ NotFound       what was asked for is not there, or the reader may not know of it
│  ├─ Conflict       wrong state, or somebody was first
│  ├─ Invalid        the input has findings
│  └─ Forbidden      the actor may not do this
├─ ProcessFault      an expression or a handler failed; the state stays as before the step
├─ Unavailable       the database cannot be reached or is held up; nothing was written
├─ ReplayMismatch    a replayed step gave another state than the recorded one
└─ ConfigError       a key of the configuration is missing, unknown or wrong

A message is an English sentence with named places; it is also the key of its translation, so a page
can show it in the reader's language with the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


def fill(message: str, params: Mapping[str, Any], translate: Callable[[str], str] = str) -> str:
    """The message, put through `translate`, with its places filled; so are the sentences in its places."""
    known = translate(message)
    return known.format(**{k: _inner(v, translate) for k, v in params.items()}) if params else known


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in a place of another one, kept apart so that it can be translated too.

    Where JSON was between (an incident, an event) it is an object of the same two fields.
    """

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return fill(self.message, self.params)


def _inner(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, Sentence):
        return fill(value.message, value.params, translate)
    if isinstance(value, Mapping) and value.keys() == {"message", "params"}:
        return fill(value["message"], value["params"], translate)
    return value


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an input: which file, which element, by which rule.

    `message` is an English sentence with `{places}` for `params`, and the key of its translation.
    line, column: counted from 1.
    """

    rule: str
    message: str
    file: str = ""
    element: str = ""
    severity: Severity = "error"
    line: int | None = None
    params: dict[str, Any] = field(default_factory=dict)
    column: int | None = None

    @property
    def text(self) -> str:
        return fill(self.message, self.params)

    def as_dict(self) -> dict[str, Any]:
        """The shape that `banjian lint --json` prints; `column` only where it is known."""
        found = {
            "file": self.file,
            "element": self.element,
            "rule": self.rule,
            "severity": self.severity,
            "message": self.text,
            "line": self.line,
        }
        return found if self.column is None else {**found, "column": self.column}


class EngineError(Exception):
    """Base of all errors that the engine raises on purpose."""

    def __init__(self, message: str, /, **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    @property
    def sentence(self) -> Sentence:
        """What it says, as the reason within another message."""
        return Sentence(self.message, self.params)

    def __str__(self) -> str:
        return fill(self.message, self.params)


class Rejected(EngineError):
    """Refused; nothing was written."""


class NotFound(Rejected):
    """What was asked for does not exist for this reader."""


class Conflict(Rejected):
    """The thing is in another state than expected, or another actor was first."""


class Forbidden(Rejected):
    """The actor may not give this command."""


class Invalid(Rejected):
    """The input has findings."""

    def __init__(self, message: str, /, findings: Iterable[Finding] = (), **params: Any) -> None:
        super().__init__(message, **params)
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"{f.element or f.file}: {f.text}" for f in self.findings)])


class ProcessFault(EngineError):
    """An expression or a handler failed. `element` names where; the state stays as before the step.

    events: what had happened in the step until then, for whoever looks for the cause; none of it counts.
    """

    def __init__(self, message: str, /, element: str = "", **params: Any) -> None:
        super().__init__(message, element=element, **params)
        self.element = element
        self.events: Sequence[Mapping[str, Any]] = ()


class Unavailable(EngineError):
    """The database does not answer, or a lock took too long. Nothing was written; trying again is safe."""


class ReplayMismatch(EngineError):
    """Replaying step `seq` gave another state hash than the recorded one."""

    def __init__(self, seq: int, expected: str, got: str) -> None:
        super().__init__(
            "Expected state {expected} after step {seq}, but replay gave {got}.",
            seq=seq,
            expected=expected,
            got=got,
        )
        self.seq, self.expected, self.got = seq, expected, got


class ConfigError(EngineError):
    """The configuration is wrong at `key`."""

    def __init__(self, message: str, /, key: str, **params: Any) -> None:
        super().__init__(message, key=key, **params)
        self.key = key
