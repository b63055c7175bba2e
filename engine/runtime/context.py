"""What a step is given beside the state and the command: time, calendar, packs. Nothing here reads a
clock, a database or the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.calendar import Calendar
from engine.errors import NotFound
from engine.model.definition import Pack, Process


class Library:
    """The packs that steps may need, by reference `key:version`.

    load: gives a pack by reference, raises NotFound. latest: the reference of the newest pack that
    holds a process, or None; asked only for a called process that the caller's own pack lacks.
    """

    def __init__(
        self, load: Callable[[str], Pack], latest: Callable[[str], str | None] = lambda process: None
    ) -> None:
        self._load = load
        self._latest = latest

    @classmethod
    def of(cls, *packs: Pack) -> Library:
        """A library of these packs only."""
        by_ref = {pack.ref: pack for pack in packs}

        def load(ref: str) -> Pack:
            if ref not in by_ref:
                raise NotFound("Expected pack {ref}, but it is not deployed.", ref=ref)
            return by_ref[ref]

        def latest(process: str) -> str | None:
            return next((p.ref for p in packs if process in p.processes), None)

        return cls(load, latest)

    def pack(self, ref: str) -> Pack:
        return self._load(ref)

    def process(self, ref: str, process: str) -> Process:
        return self._load(ref).processes[process]

    def find_process(self, process: str) -> str | None:
        """Reference of the newest pack that holds a process."""
        return self._latest(process)

    def find_called(self, process: str, caller: str) -> str | None:
        """Reference of the pack whose `process` a call from pack `caller` means: its own, else the newest."""
        if process in self._load(caller).processes:
            return caller
        return self._latest(process)


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of one step.

    at: time of the command, aware UTC. number: the case number, given when an instance starts.
    bindings: what called processes were bound to when this step was recorded (replay only).
    """

    instance_id: str
    at: datetime
    library: Library
    calendar: Calendar
    number: str = ""
    bindings: Mapping[str, str] = field(default_factory=dict)

    @property
    def local(self) -> datetime:
        """`at` as the office's clock shows it."""
        return self.at.astimezone(self.calendar.zone)
