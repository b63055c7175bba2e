"""What `banjian run` found out: the document that others read, made from a simulation and its failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from engine.errors import EngineError, Finding, Invalid, Sentence
from engine.model.definition import Process
from engine.runtime import ROOT, Activity, BpmnFault
from engine.simulation.buffer import Kept
from engine.simulation.instance import SimulatedInstance
from engine.simulation.simulation import Simulation
from engine.simulation.trace import Line, trace
from engine.simulation.warned import Warned, warnings_of

#: How what starts a process is called among what a run waits for; timers stand there with their time.
_STARTING = {"message": "message", "signal": "signal", "conditional": "condition"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What went wrong: deployment, runtime, bpmn or escalation; what it says, its code, where."""

    kind: str
    sentence: Sentence
    code: str | None = None
    element: str | None = None


class Report:
    """One run, also one that broke off or never began."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.simulation: Simulation | None = None
        self.process: Process | None = None
        self.failure: EngineError | None = None
        self.findings: tuple[Finding, ...] = ()

    def follows(self, simulation: Simulation, process: Process) -> None:
        """The model was accepted, and this is its run."""
        self.simulation, self.process = simulation, process

    def fail(self, error: EngineError) -> None:
        """The run broke off, or never began. Of a refused model only what refuses it is told."""
        self.failure = error
        if isinstance(error, Invalid):
            self.findings = error.findings
            errors = [finding for finding in error.findings if finding.severity == "error"]
            self.failure = Invalid(error.message, errors, **error.params)

    @property
    def status(self) -> str:
        """completed, waiting, error or rejected."""
        if self.failure is not None:
            return "error" if self.simulation is not None else "rejected"
        main = self._main()
        return "completed" if main is not None and main.is_over else "waiting"

    @property
    def error(self) -> Wrong | None:
        failure = self.failure
        if failure is None:
            return self._not_caught()
        if self.simulation is None:
            wrong = (f.element for f in self.findings if f.severity == "error" and f.element)
            return Wrong("deployment", failure.sentence, element=next(wrong, None))
        if isinstance(failure, BpmnFault):
            return Wrong("bpmn", failure.sentence, failure.code, failure.element)
        return Wrong("runtime", failure.sentence, element=str(failure.params.get("element") or "") or None)

    def document(self) -> dict[str, Any]:
        """The shape that `banjian run --json` prints; all sentences are English."""
        document: dict[str, Any] = {
            "status": self.status,
            "process": self.process.id if self.process is not None else None,
            "error": self._told(self.error) if self.error is not None else None,
            "variables": self.variables,
            "trace": self.trace,
            "waiting": self.waiting,
            "messages": [self._kept(message, is_late) for is_late, message in self.messages],
            "warnings": [warned.as_dict() for warned in self.warnings],
        }
        if self.findings:
            document["findings"] = [finding.as_dict() for finding in self.findings]
        return document

    def _told(self, wrong: Wrong) -> dict[str, Any]:
        message = str(self.failure) if self.findings else str(wrong.sentence)
        return {"kind": wrong.kind, "code": wrong.code, "message": message, "element": wrong.element}

    def _kept(self, message: Kept, is_late: bool) -> dict[str, Any]:
        return {
            "name": message.name, "key": message.key, "at": self.time(message.at),
            "until": self.time(message.until), "expired": is_late,
        }  # fmt: skip

    # --- parts

    @property
    def variables(self) -> dict[str, Any]:
        main = self._main()
        return main.state.scopes[ROOT].vars if main is not None else {}

    @property
    def trace(self) -> list[Line]:
        simulation = self.simulation
        if simulation is None:
            return []
        return trace([*simulation.history, *simulation.failed], simulation.library, self.zone)

    @property
    def messages(self) -> list[tuple[bool, Kept]]:
        """The messages that nobody caught, and whether it is too late for them."""
        if self.simulation is None:
            return []
        buffer = self.simulation.buffer
        return [(True, message) for message in buffer.expired] + [(False, message) for message in buffer.kept]

    @property
    def warnings(self) -> list[Warned]:
        events = self.simulation.history if self.simulation is not None else []
        return list(warnings_of(happened.event for happened in events))

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """What the run waits for; nothing, if it broke off."""
        if self.simulation is None or self.failure is not None:
            return []
        found = [
            self._wait(instance, act)
            for instance in self.simulation.active
            for act in instance.state.acts.values()
            if act.kind in ("task", "job") or _listens(act)
        ]
        found += [
            {"element": start, "kind": "timer", "due": self.time(timer.at)}
            for (_, _, start), timer in self.simulation.scheduled.items() if timer.at is not None
        ]  # fmt: skip
        if self.process is not None and self._main() is None:
            found += [
                {"element": start.id, "kind": _STARTING[event.kind], "due": None}
                for start in self.process.starts(None) if start.event is not None
                for event in start.event.definitions if event.kind in _STARTING
            ]  # fmt: skip
        return found

    def time(self, at: datetime | None) -> str | None:
        """A time as the office's clock shows it."""
        return at.astimezone(self.zone).isoformat() if at is not None else None

    def _main(self) -> SimulatedInstance | None:
        """The first case of the process that was asked for, once something has started it."""
        if self.simulation is None or self.process is None:
            return None
        instances = self.simulation.instances.values()
        return next((i for i in instances if i.state.process == self.process.id), None)

    def _wait(self, instance: SimulatedInstance, act: Activity) -> dict[str, Any]:
        if act.kind in ("task", "job"):
            task = instance.tasks.get(f"{instance.id}.{act.k}")
            return {"element": act.el, "kind": act.kind, "due": self.time(task["due_at"] if task else None)}
        due = next((t.at for t in act.timers if t.what == "timer" and t.at), None)
        return {"element": act.el, "kind": _waited_for(act), "due": self.time(due)}

    def _not_caught(self) -> Wrong | None:
        """What did not stop the run: an escalation that nothing caught, a handler that failed."""
        if self.simulation is None:
            return None
        for happened in self.simulation.history:
            event = happened.event
            if event["e"] == "uncaught":
                message = "Escalation {code} was not caught; the case went on."
                sentence = Sentence(message, {"code": event["name"] or ""})
                return Wrong("escalation", sentence, event["name"], event["el"])
        for instance in self.simulation.instances.values():
            for job_id, reason in instance.failed.items():
                element = instance.jobs.get(job_id, {}).get("el")
                return Wrong("runtime", Sentence("{reason}", {"reason": reason}), element=element)
        return None


def _listens(act: Activity) -> bool:
    waits = act.message is not None or act.signal is not None or act.held is not None or bool(act.timers)
    return waits and act.kind in ("catch", "boundary", "trigger", "part")


def _waited_for(act: Activity) -> str:
    if act.held is not None:
        return "condition"
    return "message" if act.message is not None else "signal" if act.signal is not None else "timer"
