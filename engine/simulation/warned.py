"""What a designer should know of a run: conditions and decisions that had no value, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import Sentence


@dataclass(frozen=True, slots=True)
class Warned:
    """A condition that counted as false, or a decision that gave null; `what` is its text or id."""

    element: str
    what: str
    reasons: tuple[Sentence, ...]

    def as_dict(self) -> dict[str, Any]:
        """The shape that `banjian run --json` and `banjian test --json` print."""
        return {
            "element": self.element,
            "what": self.what,
            "reasons": [str(reason) for reason in self.reasons],
        }


def warnings_of(events: Iterable[Mapping[str, Any]]) -> Iterator[Warned]:
    """The warnings among the events of a run, each once, in order."""
    seen: set[tuple[str, str]] = set()
    for event in events:
        if event["e"] == "warning":
            what = event["expression"]
        elif event["e"] == "decided" and event["outputs"] is None:
            what = event["decision"]
        else:
            continue
        if (event["el"], what) not in seen:
            seen.add((event["el"], what))
            reasons = tuple(Sentence(w["message"], w["params"]) for w in event["warnings"])
            yield Warned(event["el"], what, reasons)
