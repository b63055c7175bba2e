"""A pack as it was read, before it is accepted: what the rules across files look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.model.definition import Element, Pack, Process
from engine.model.findings import Report
from engine.model.manifest import Manifest


@dataclass(frozen=True)
class Draft:
    """A pack with what is known around it.

    alone: a single file without pack.yaml; what it refers to may be elsewhere, so that is only warned of.
    handlers: the job types that have a handler; None if that is not known.
    """

    pack: Pack
    manifest: Manifest
    alone: bool = False
    handlers: frozenset[str] | None = None

    def elements(self) -> Iterator[tuple[Process, Element]]:
        """Every element of every process, in the order of files."""
        for process in self.pack.processes.values():
            for element in process.elements.values():
                yield process, element

    def report(self, process: Process, into: Report) -> Report:
        """Where findings on references of a process go."""
        return into.within(process.file, lenient=self.alone)
