"""Runs the scenarios of packs in simulated time and tells what was expected and what was found.

A scenario does what people do: tasks are completed by a role that may, with values that the form lets
through; time passes and timers fire on the way. It never reaches around a form or a permission.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import feel
from engine.calendar import Calendar
from engine.errors import EngineError, Finding, Invalid, NotFound, Rejected, Sentence, fill
from engine.model import forms
from engine.model.definition import Pack
from engine.simulation.checks import Found, check
from engine.simulation.instance import SimulatedInstance
from engine.simulation.scenario import Begin, Message, Scenario, Step, moment, read_scenario
from engine.simulation.simulation import Simulation
from engine.simulation.warned import Warned, warnings_of

FOLDER = "scenarios/"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went otherwise than written. step: its number, 0 for the start, None for the end."""

    step: int | None
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        where = "at the end" if self.step is None else f"step {self.step}" if self.step else "at the start"
        return f"{where}: {fill(self.message, dict(self.params))}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one scenario went. warnings: what had no value on the way, also where it passed."""

    pack: str
    name: str
    title: str
    rules: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    warnings: tuple[Warned, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


def scenario_files(pack: Pack) -> dict[str, bytes]:
    """The scenario files of a pack, by name."""
    return {
        path.removeprefix(FOLDER).rsplit(".", 1)[0]: data
        for path, data in sorted(pack.files.items())
        if path.startswith(FOLDER) and path.endswith((".yaml", ".yml"))
    }


def run_scenario(pack: Pack, name: str, data: bytes, calendar: Calendar) -> Outcome:
    """Run one scenario. Never raises for what the scenario or the pack does wrong: that is the outcome."""
    try:
        scenario = read_scenario(data)
    except Invalid as error:
        return Outcome(pack.key, name, name, failures=(Failure(0, error.message, error.params),))
    run = _Run(pack, scenario, calendar)
    failures = tuple(run.go())
    warnings = tuple(warnings_of(happened.event for happened in run.simulation.history))
    return Outcome(pack.key, name, scenario.title, tuple(scenario.rules), failures, warnings)


def proven(outcomes: list[Outcome]) -> dict[str, list[str]]:
    """Which scenarios prove a rule; one that failed proves nothing."""
    rules: dict[str, list[str]] = {}
    for outcome in outcomes:
        for rule in outcome.rules if outcome.passed else ():
            rules.setdefault(rule, []).append(f"{outcome.pack}/{outcome.name}")
    return dict(sorted(rules.items()))


class _Stop(Exception):
    """The scenario cannot go on."""

    def __init__(self, message: str, /, **params: Any) -> None:
        super().__init__(message)
        self.failure = (message, params)


class _Run:
    def __init__(self, pack: Pack, scenario: Scenario, calendar: Calendar) -> None:
        self.pack, self.scenario = pack, scenario
        self.simulation = Simulation([pack], calendar, moment(scenario.at))
        self.found = Found(self.simulation)
        self.failures: list[Failure] = []

    def go(self) -> list[Failure]:
        number: int | None = 0
        self.failures += _unknown(self.pack, self.scenario)
        if self.failures:
            return self.failures
        try:
            self._start(self.scenario.start)
            self._check_jobs()
            for number, step in enumerate(self.scenario.steps, 1):
                self._take(number, step)
                self._check_jobs()
            number = None
            self._expect(None, self.scenario.then)
        except _Stop as stop:
            self.failures.append(Failure(number, *stop.failure))
        except EngineError as error:
            findings = error.findings if isinstance(error, Invalid) else ()
            self.failures += [_refused(number, finding) for finding in findings] or [
                Failure(number, error.message, error.params)
            ]
        return self.failures

    def _take(self, number: int, step: Step) -> None:
        if step.complete is not None:
            self._complete(step)
        elif step.refuse is not None:
            self._refuse(number, step)
        elif step.until is not None:
            self._pass_time(moment(step.until))
        elif step.advance is not None:
            self._pass_time(_plus(self.simulation.at, step.advance))
        elif step.told is not None:
            self._message(step.told)
        elif step.signals is not None:
            self.simulation.signal(step.signals.name, step.signals.values)
        elif step.expect is not None:
            self._expect(number, step.expect)

    # --- what people do

    def _start(self, begin: Begin) -> None:
        process = begin.process or str(self.pack.settings["process"])
        if process not in self.pack.processes:
            raise _Stop("There is no process {process}.", process=process)
        starters = self.pack.settings.get("starters") or [begin.by]
        if not _is_among(begin.by, starters):
            raise _Stop("{role} may not start a case; {roles} may.", role=begin.by, roles=", ".join(starters))
        form = self._start_form(process)
        values = self._validated(form, begin.values, self._start_context()) if form else begin.values
        self.found.case = self.simulation.start(process, values, actor=begin.by)

    def _complete(self, step: Step) -> None:
        work_id, instance = self._open(step, step.complete or "")
        event = instance.tasks.get(work_id)
        values = step.values
        if event is not None:
            may = [*event["groups"], *event["users"], *([event["assignee"]] if event["assignee"] else [])]
            if step.by is None:
                raise _Stop("Who completes {element}? `by` is missing.", element=step.complete)
            if may and not _is_among(step.by, may):
                raise _Stop(
                    "{role} may not complete {element}; {roles} may.",
                    role=step.by, element=step.complete, roles=", ".join(may),
                )  # fmt: skip
            if event["form"]:
                values = self._validated(event["form"], values, self.simulation.form_context(work_id))
        self.simulation.complete(work_id, values, actor=step.by or "handler")

    def _refuse(self, number: int, step: Step) -> None:
        """The values must be refused, for exactly these fields."""
        process = self.found.case.state.process
        starts = {e.id: e for e in self.pack.processes[process].starts(None)}
        if step.refuse in starts:
            form, context = starts[step.refuse].form, self._start_context()
        else:
            work_id, instance = self._open(step, step.refuse or "")
            form, context = instance.tasks[work_id]["form"], self.simulation.form_context(work_id)
        if not form:
            raise _Stop("{element} has no form that could refuse something.", element=step.refuse)
        findings = self._findings(form, step.values, context)[1]
        refused = sorted({finding.element for finding in findings})
        if refused != sorted(set(step.fields)):
            self.failures.append(Failure(
                number, "{element}: expected that {expected} are refused, found {found}.",
                {
                    "element": step.refuse, "expected": ", ".join(step.fields) or "-",
                    "found": ", ".join(refused) or "-",
                },
            ))  # fmt: skip

    def _pass_time(self, until: datetime) -> None:
        if until < self.simulation.at:
            raise _Stop("Time cannot go back to {until}.", until=until.isoformat())
        self.simulation.advance(until)

    def _message(self, message: Message) -> None:
        if not self.simulation.message(message.name, message.key, message.values):
            waits = sorted(f"{name} ({key})" if key else name for name, key in self.simulation.waits())
            raise _Stop(
                "Nobody waits for message '{message}' with key '{key}'; waited for: {waiting}.",
                message=message.name, key=message.key, waiting=", ".join(waits[:20]) or "-",
            )  # fmt: skip

    def _expect(self, number: int | None, expectation: Any) -> None:
        for message, params in check(self.found, expectation):
            self.failures.append(Failure(number, message, params))

    # --- help

    def _check_jobs(self) -> None:
        for instance in self.simulation.instances.values():
            for job_id, reason in instance.failed.items():
                element = instance.jobs.get(job_id, {}).get("el", job_id)
                raise _Stop("The handler of {element} failed: {reason}", element=element, reason=reason)

    def _open(self, step: Step, element: str) -> tuple[str, SimulatedInstance]:
        """The oldest open task or job of an element; of several, the one that sees what `where` says."""
        try:
            work_id = self.simulation.find_task(element, step.where)
        except NotFound as missing:
            waiting = ", ".join(self.found.waiting()) or "-"
            message = "{element} is not waiting; waiting: {waiting}."
            raise _Stop(message, element=element, waiting=waiting) from missing
        return work_id, self.simulation.instances[work_id.rpartition(".")[0]]

    def _start_form(self, process: str) -> str | None:
        plain = [
            e for e in self.pack.processes[process].starts(None) if e.event is None or e.event.kind == "none"
        ]
        return plain[0].form if plain else None

    def _start_context(self) -> dict[str, Any]:
        return {"parameters": self.pack.parameters}

    def _validated(self, form: str, values: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
        clean, findings = self._findings(form, values, context)
        if findings:
            raise Invalid("The form has mistakes.", findings)
        return clean

    def _findings(
        self, form: str, values: Mapping[str, Any], context: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[Finding]]:
        schema = self.pack.forms.get(form)
        if schema is None:
            raise _Stop("There is no form {form}.", form=form)
        return forms.validate(
            schema, values, context, now=self.simulation.at.astimezone(self.simulation.calendar.zone)
        )


def _unknown(pack: Pack, scenario: Scenario) -> Iterator[Failure]:
    """Names in the scenario that are in no process: what is expected of them would hold for no reason."""
    elements = [e for process in pack.processes.values() for e in process.elements.values()]
    ids, clocks = {e.id for e in elements}, {clock.name for e in elements for clock in e.clocks}
    for number, step in enumerate(scenario.steps, 1):
        for name in {step.complete, step.refuse} - ids - {None}:
            yield _not_there(number, "There is no element {name}; known: {near}.", str(name), ids)
    looks = [
        (number, step.expect) for number, step in enumerate(scenario.steps, 1) if step.expect is not None
    ]
    for where, look in [*looks, (None, scenario.then)]:
        for name in dict.fromkeys(look.elements):
            if name not in ids:
                yield _not_there(where, "There is no element {name}; known: {near}.", name, ids)
        for name in look.clock:
            if name not in clocks:
                yield _not_there(where, "There is no clock {name}; known: {near}.", name, clocks)


def _not_there(step: int | None, message: str, name: str, known: Collection[str]) -> Failure:
    near = difflib.get_close_matches(name, known, n=1) or sorted(known)[:8]
    return Failure(step, message, {"name": name, "near": ", ".join(near) or "-"})


def _is_among(role: str, groups: list[str]) -> bool:
    """A role at a unit (`role@unit`) is the role as well."""
    return role in groups or role.partition("@")[0] in groups


def _plus(at: datetime, text: str) -> datetime:
    found = feel.parse("at + duration(text)").evaluate({"at": at, "text": text})
    if not isinstance(found, datetime):
        raise Rejected("{text} is no length of time such as P3D or PT10M.", text=text)
    return found


def _refused(step: int | None, finding: Finding) -> Failure:
    """A value that a form does not let through."""
    reason = Sentence(finding.message, finding.params)
    return Failure(
        step, "The value of {element} was refused: {reason}", {"element": finding.element, "reason": reason}
    )
