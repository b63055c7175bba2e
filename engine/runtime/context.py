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
    holds a process (with this version tag, if one is given), or None.
    """

    def __init__(
        self,
        load: Callable[[str], Pack],
        latest: Callable[[str, str | None], str | None] = lambda process, tag: None,
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

        def latest(process: str, tag: str | None) -> str | None:
            holding = [p for p in packs if process in p.processes]
            return next((p.ref for p in holding if tag in (None, p.processes[process].version_tag)), None)

        return cls(load, latest)

    def pack(self, ref: str) -> Pack:
        return self._load(ref)

    def process(self, ref: str, process: str) -> Process:
        return self._load(ref).processes[process]

    def find_process(self, process: str) -> str | None:
        """Reference of the newest pack that holds a process."""
        return self._latest(process, None)

    def find_called(
        self, process: str, caller: str, binding: str | None = None, tag: str | None = None
    ) -> str | None:
        """Reference of the pack whose `process` a call from pack `caller` means.

        binding: `deployment` the caller's own, `versionTag` the newest with the tag, `latest` the newest;
        without one the caller's own if it has the process, else the newest.
        """
        own = caller if process in self._load(caller).processes else None
        if binding == "versionTag":
            return self._latest(process, tag)
        if binding == "latest":
            return self._latest(process, None) or own
        return own if own or binding else self._latest(process, None)


def binding_of(element: str | None, process: str) -> str:
    """The key of `Context.bindings` for a process that an element calls, or that is started (None)."""
    return process if element is None else f"{element} {process}"


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of one step.

    at: time of the command, aware UTC. number: the case number, given when an instance starts.
    bindings: what processes were bound to when this step was recorded, by `binding_of` (replay only).
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
