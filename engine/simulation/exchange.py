"""Messages and signals between the cases of a run: to who waits, to what they start, or kept for later."""

from __future__ import annotations

from typing import Any

from engine import commands
from engine.runtime import EventRecord
from engine.simulation.buffer import Buffer
from engine.simulation.cases import ACTOR, Cases
from engine.simulation.starting import keys_of, starts_of


class Exchange:
    """buffer: messages that nobody waits for yet."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases
        self.buffer = Buffer()

    def deliver(self, event: EventRecord) -> None:
        """Bring what a case has thrown to the others."""
        if event["e"] == "signal_thrown":
            self.signal(event["name"], event["variables"], event["from"])
        else:
            self.message(event["name"], event["key"], event["variables"], keep=True)

    def message(self, name: str, key: str, variables: dict[str, Any], *, keep: bool) -> bool:
        """Give a message to the first that waits for it, else to what it starts, else keep it if wanted;
        whether somebody got it."""
        keys = keys_of(self._cases.packs, self._cases.context(""), name, key, variables)
        delivered = self._reaches(name, keys, variables) or self._starts(name, variables)
        if keep and not delivered:
            self.buffer.keep(name, keys[0], variables, self._cases.at)
        return delivered

    def _reaches(self, name: str, keys: list[str], variables: dict[str, Any]) -> bool:
        for wanted in (*keys, None):  # the last: where any key will do
            for instance in list(self._cases.active):
                if any(a.message == name and a.key == wanted for a in instance.state.acts.values()):
                    key = keys[0] if wanted is None else wanted
                    command = commands.Correlate(actor=ACTOR, message=name, key=key, variables=variables)
                    self._cases.take(instance, command)
                    return True
        return False

    def _starts(self, name: str, variables: dict[str, Any]) -> bool:
        for process, start, part in starts_of(self._cases.packs, "message", name):
            self._cases.open(process, variables, ACTOR, start, part)
            return True
        return False

    def deliver_kept(self) -> bool:
        """Give the oldest message that somebody waits for by now; whether there was one."""
        if not self.buffer.kept:
            return False
        found = self.buffer.take(self._cases.waits(), self._cases.at)
        return found is not None and self.message(found.name, found.key, found.variables, keep=False)

    def signal(self, name: str, variables: dict[str, Any], sender: str | None = None) -> None:
        """Give a signal to all that wait for it but its sender, and start what it starts."""
        cases = self._cases
        begun = {
            (instance.state.process, act.el)
            for instance in cases.active
            for act in instance.state.acts.values() if act.signal == name
        }  # fmt: skip
        for instance in list(cases.active):
            if instance.id == sender or instance.status != "active":
                continue
            if any(a.signal == name for a in instance.state.acts.values()):
                cases.take(instance, commands.BroadcastSignal(actor=ACTOR, signal=name, variables=variables))
        for process, start, part in starts_of(cases.packs, "signal", name):
            if (process, start) not in begun:  # a parallel one of which another part has come
                cases.open(process, variables, ACTOR, start, part)
