"""The steps of a case in words: who did what, when, for whom and why. Pure reading of recorded events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from engine import rows
from webui.decisions import anchor, reasons
from webui.i18n import localdate, localtime
from webui.models import Model
from webui.people import Person, group_title, names, person

MACHINES = frozenset({"scheduler", "worker", "system"})
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as a page shows it.

    lines: what came of it. decisions: made in it, in words, each with its place on the page of the case.
    trouble: a failure, a late task. machine: no person gave the command.
    """

    seq: int
    at: datetime
    who: Person
    behalf: Person | None
    title: str
    lines: tuple[str, ...]
    decisions: tuple[tuple[str, str], ...]
    reason: str
    client: str
    hash: str
    machine: bool
    trouble: bool

    @property
    def by(self) -> str:
        """Who, and on whose behalf."""
        if self.behalf is None:
            return self.who.name
        return _("%(who)s for %(person)s", who=self.who.name, person=self.behalf.name)


def step_views(
    steps: Iterable[rows.StepRow], model: Model, documents: Iterable[rows.DocumentRow] = ()
) -> list[StepView]:
    """The steps in the order given."""
    made: dict[int, list[str]] = {}
    for document in documents:
        made.setdefault(document.seq, []).append(document.name)
    return [_view(step, model, made.get(step.seq, [])) for step in steps]


def _view(step: rows.StepRow, model: Model, documents: list[str]) -> StepView:
    kinds = {event["e"] for event in step.events}
    told = _gravest(step.events) if step.kind == "FireTimers" else None  # by the title
    lines = [text for event in step.events if event is not told and (text := _line(event, model))]
    lines += [_("Document: %(name)s", name=name) for name in documents]
    return StepView(
        seq=step.seq,
        at=step.at,
        who=_who(step.actor),
        behalf=person(step.on_behalf_of) if step.on_behalf_of else None,
        title=_title(step, model),
        lines=tuple(dict.fromkeys(lines)),
        decisions=_decisions(step),
        reason=step.reason or "",
        client=step.client or "",
        hash=step.hash,
        machine=step.actor in MACHINES,
        trouble=step.kind == "FailJob" or not kinds.isdisjoint({"overdue", "job_failed", "uncaught"}),
    )


def _decisions(step: rows.StepRow) -> tuple[tuple[str, str], ...]:
    made = [event for event in step.events if event["e"] == "decided"]
    return tuple((anchor(step.seq, number), _decided(event)) for number, event in enumerate(made, start=1))


def _decided(event: Event) -> str:
    name = event.get("name") or event["decision"]
    if not event.get("rules"):
        return _("Decision “%(name)s”", name=name)
    return _(
        "Decision “%(name)s”: rule %(rules)s", name=name, rules="、".join(str(n) for n in event["rules"])
    )


def _who(login: str) -> Person:
    return Person(login, _("System")) if login in MACHINES else person(login)


def _title(step: rows.StepRow, model: Model) -> str:
    def element(*kinds: str) -> str:
        found = next((event for event in step.events if event["e"] in kinds and event.get("el")), None)
        return model.name(found["el"]) if found else ""

    texts: dict[str, Callable[[], str]] = {
        "Start": lambda: _("Case started"),
        "Claim": lambda: _("Claimed “%(task)s”", task=element("task_claimed")),
        "Release": lambda: _("Gave back “%(task)s”", task=element("task_released")),
        "CompleteTask": lambda: _("Completed “%(task)s”", task=element("task_completed", "completed")),
        "CompleteJob": lambda: _(
            "Done by the system: “%(task)s”", task=element("job_completed", "completed")
        ),
        "FailJob": lambda: _("“%(task)s” failed", task=element("job_failed", "thrown", "completed")),
        "RetryJob": lambda: _("“%(task)s” is tried again", task=element("job_retried")),
        "FireTimers": lambda: _timers(step.events, model),
        "Correlate": lambda: _("Message received: %(name)s", name=step.command.get("message", "")),
        "BroadcastSignal": lambda: _("Signal received: %(name)s", name=step.command.get("signal", "")),
        "Suspend": lambda: _("Suspended"),
        "Resume": lambda: _("Resumed"),
        "Cancel": lambda: _("Cancelled"),
    }
    return texts.get(step.kind, lambda: step.kind)()


def _timers(events: Iterable[Event], model: Model) -> str:
    """What time brought: the gravest of it."""
    gravest = _gravest(events)
    if gravest is None:
        return _("Time has come")
    texts = {
        "overdue": _("“%(task)s” is overdue"),
        "timer_fired": _("Time is up: “%(task)s”"),
        "reminded": _("Reminder: “%(task)s”"),
    }
    return texts[gravest["e"]].replace("%(task)s", model.name(gravest["el"]))


def _gravest(events: Iterable[Event]) -> Event | None:
    """The event that names a step of the scheduler; timers of reminders are told by what they brought."""
    for kind in ("overdue", "timer_fired", "reminded"):
        for event in events:
            if event["e"] == kind and (kind != "timer_fired" or event.get("what") == "timer"):
                return event
    return None


def _line(event: Event, model: Model) -> str:
    """One event in words; empty for what is only bookkeeping."""
    make = _LINES.get(event["e"])
    return make(event, model) if make else ""


def _taken(event: Event, model: Model) -> str:
    return model.ways.get(event["el"], "")


def _task_created(event: Event, model: Model) -> str:
    for_whom = [group_title(group) for group in event.get("groups") or ()]
    if event.get("assignee"):
        for_whom = [person(event["assignee"]).name]
    elif event.get("users"):
        for_whom.append(names(event["users"]))
    text = _("New task “%(task)s”", task=event.get("name") or model.name(event["el"]))
    if for_whom:
        text += " → " + "、".join(for_whom)
    return text + _until(event)


def _until(event: Event) -> str:
    if event.get("due_date"):
        return _(", due %(day)s", day=event["due_date"])
    return _(", due %(day)s", day=localdate(as_time(event["due_at"]))) if event.get("due_at") else ""


def _clock(event: Event, model: Model) -> str:
    words = {
        "start": _("Time limit starts"),
        "pause": _("Time limit pauses"),
        "resume": _("Time limit goes on"),
        "stop": _("Time limit met"),
        "extend": _("Time limit extended"),
    }
    return words.get(event.get("action", ""), _("Time limit changed")) + _until(event)


def _warning(event: Event, model: Model) -> str:
    """A condition that counted as false because it was neither true nor false, and why."""
    where = model.ways.get(event["el"]) or model.name(event["el"])
    told = _("Condition of “%(way)s” had no value and counted as false", way=where)
    found = reasons(event)
    return _("%(told)s: %(reasons)s", told=told, reasons=" ".join(found)) if found else told


def _event_name(event: Event, model: Model) -> str:
    return model.names.get(event["el"], "") or str(event.get("name") or event["el"])


def _caught(event: Event, model: Model) -> str:
    if event.get("kind") == "compensation" and event.get("name"):
        return _("To be undone: “%(task)s”", task=model.name(event["name"]))
    return _("Event: “%(name)s”", name=_event_name(event, model))


def _thrown(event: Event, model: Model) -> str:
    """Messages and signals tell of themselves; of the others what changes the way of the case."""
    name = _event_name(event, model)
    if event.get("kind") == "compensation":
        return _("What was done is undone: “%(name)s”", name=name)
    return _("Given up: “%(name)s”", name=name) if event.get("kind") == "cancel" else ""


def _waiting(event: Event, model: Model) -> str:
    if event.get("kind") != "conditional":
        return ""
    return _(
        "Waits until %(condition)s: “%(name)s”", condition=event.get("name", ""), name=model.name(event["el"])
    )


_LINES: dict[str, Callable[[Event, Model], str]] = {
    "taken": _taken,
    "task_created": _task_created,
    "task_changed": lambda e, m: _("“%(task)s” has a new due time", task=m.name(e["el"])) + _until(e),
    "task_cancelled": lambda e, m: _("Task withdrawn: “%(task)s”", task=m.name(e["el"])),
    "clock": _clock,
    "caught": _caught,
    "thrown": _thrown,
    "waiting": _waiting,
    "message_thrown": lambda e, m: _("Message sent: %(name)s", name=e.get("name", "")),
    "signal_thrown": lambda e, m: _("Signal sent: %(name)s", name=e.get("name", "")),
    "reminded": lambda e, m: _("Reminded: “%(task)s”", task=m.name(e["el"])),
    "overdue": lambda e, m: _("Overdue: “%(task)s”", task=m.name(e["el"])),
    "job_failed": lambda e, m: str(e.get("message", "")),
    "warning": _warning,
    "instance_completed": lambda e, m: _("Case closed"),
}  # fmt: skip


def as_time(value: datetime | str) -> datetime:
    """A time of an event, which is text once it is stored."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def step_json(view: StepView, events: Iterable[Event]) -> dict[str, Any]:
    """A step for the replay page."""
    return {
        "seq": view.seq,
        "at": view.at.isoformat(),
        "who": view.by,
        "title": view.title,
        "lines": [*view.lines, *(text for _place, text in view.decisions)],
        "reason": view.reason,
        "when": localtime(view.at, "full"),
        "events": [{**event, "due_at": str(event["due_at"])} if "due_at" in event else dict(event)
                   for event in events if event["e"] in SHOWN],
    }  # fmt: skip


#: events that the replay folds into a diagram and data
SHOWN = frozenset(
    {
        "activated",
        "completed",
        "cancelled",
        "taken",
        "thrown",
        "caught",
        "variable",
        "instance_completed",
        "instance_cancelled",
    }
)
