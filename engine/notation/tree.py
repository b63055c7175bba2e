"""What a process in YAML is once it has been read: steps with their fields, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.notation.source import Place


@dataclass(slots=True)
class Step:
    """One step, or one part of a step that becomes a node (a handler, a start).

    kind: its word (`task`, `decide`, `on timeout`). id: as given or derived. fields: by key, as the types in
    `words` read them.
    """

    kind: str
    name: str
    place: Place
    id: str = ""
    given_id: Place | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        """The steps inside (`do`), also those that do not follow each other."""
        given = self.fields.get("do") or []
        return [step for item in given for step in (item if isinstance(item, list) else [item])]


@dataclass(slots=True)
class Case:
    """One way of a decision, a branch of a parallel block, or one of several events that are waited for."""

    place: Place
    label: str = ""
    condition: str | None = None
    otherwise: bool = False
    steps: list[Step] = field(default_factory=list)
    event: Step | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """What `join` says: an id and a name of the gateway, or that there is none (`direct`)."""

    id: str = ""
    name: str = ""
    direct: bool = False
    place: Place | None = None


@dataclass(slots=True)
class Model:
    """A whole file: the process as a step, with `start`, `do` and its handlers."""

    process: Step
    steps: list[Step] = field(default_factory=list)
