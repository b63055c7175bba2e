"""When things are due: timers of the model, deadlines of tasks, reminders, clocks of the case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import feel
from engine.errors import ProcessFault
from engine.model.definition import ClockAction, Deadline, DeadlineRef, Element, Event
from engine.model.host import READ_MOMENT
from engine.runtime.execution import Execution
from engine.runtime.state import Activity, CaseClock, Timer

_ADD = feel.parse("at + n * duration(text)")
_LENGTH = feel.parse("duration(text)")
_MIXED = re.compile(r"(-?)P((?:\d+Y)?(?:\d+M)?)(?<!P)(\d+D(?:T.+)?|T.+)")
#: Reminders come when the office opens, not at midnight.
REMINDER_HOUR = time(9)


@dataclass(frozen=True, slots=True)
class DueTime:
    """A due time with what explains it. `at` is None while the clock it follows is not running."""

    at: datetime | None
    day: date | None = None
    provisional: bool = False
    count: str = "calendar"
    lamp_before: int = 1
    deadline: str = ""
    rule: str = ""
    days: int | None = None
    since: datetime | None = None


def add_duration(ex: Execution, at: datetime, text: str, element: str, times: int = 1) -> datetime:
    """`at` plus an ISO 8601 duration, `times` over. Raises ProcessFault if the text is none."""
    result: Any = at.astimezone(ex.ctx.calendar.zone)
    for part in _parts(text):
        result = _ADD.evaluate({"at": result, "text": part, "n": times})
    if not isinstance(result, datetime):
        raise ProcessFault("{text} at {element} is not a duration such as PT10M or P3D.", element, text=text)
    return result.astimezone(ex.ctx.at.tzinfo)


def _parts(text: str) -> tuple[str, ...]:
    """A duration as FEEL knows them: years and months are one sort, days and times the other."""
    mixed = _MIXED.fullmatch(text.strip())
    return (f"{mixed[1]}P{mixed[2]}", f"{mixed[1]}P{mixed[3]}") if mixed else (text,)


def as_moment(ex: Execution, value: Any, element: str) -> datetime:
    """A date (its end is meant by no one: midnight at its start) or date and time as UTC."""
    if isinstance(value, str):
        value = READ_MOMENT.evaluate({"text": value}) or _iso(value)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=ex.ctx.calendar.zone)
        if not MINYEAR < aware.year < MAXYEAR:  # another zone may count it in a year that is none
            raise ProcessFault("The timer at {element} is beyond the calendar.", element)
        return aware.astimezone(ex.ctx.at.tzinfo)
    if isinstance(value, date) and MINYEAR < value.year < MAXYEAR:
        return datetime.combine(value, time(), ex.ctx.calendar.zone).astimezone(ex.ctx.at.tzinfo)
    raise ProcessFault("The timer at {element} has no date: {value}.", element, value=repr(value))


def _iso(text: str) -> datetime | None:
    """What ISO 8601 allows beyond FEEL: no seconds, the basic form, a zone in brackets."""
    plain, _, zone = text.strip().rstrip("]").replace("@", "[").partition("[")
    try:
        moment = datetime.fromisoformat(plain)
        return moment if moment.tzinfo or not zone else moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, OSError):
        return None


def timer_of(ex: Execution, event: Event, scope: int, element: str) -> Timer:
    """The timer that an event definition asks for, from now on.

    Raises ProcessFault when its expression gives no time.
    """
    if event.deadline is not None:
        return Timer("timer", due_of(ex, event.deadline, scope, element, ex.ctx.at).at)
    value = ex.value(event.timer, scope, element)
    if event.timer_kind == "date":
        return Timer("timer", as_moment(ex, value, element))
    if event.timer_kind == "duration":
        if isinstance(value, str):
            return Timer("timer", add_duration(ex, ex.ctx.at, value, element))
        return Timer("timer", _plus(ex, value, element))
    return _cycle(ex, str(value), element)


def _plus(ex: Execution, value: Any, element: str) -> datetime:
    if isinstance(value, timedelta):
        try:
            return ex.ctx.at + value
        except OverflowError:
            raise ProcessFault("The timer at {element} is beyond the calendar.", element) from None
    return add_duration(ex, ex.ctx.at, str(ex.plain(value, element)), element)


def _cycle(ex: Execution, text: str, element: str) -> Timer:
    """`R3/PT10M`, `R/2026-01-01T09:00:00Z/P1D`: repeats, an optional start, the interval."""
    repeat, *start, every = text.split("/") if "/" in text else ("", text)
    if len(start) > 1 or not re.fullmatch(r"R\d{0,9}", repeat):
        raise ProcessFault("{text} at {element} is not a cycle such as R3/PT10M.", element, text=text)
    times = int(repeat[1:]) if repeat[1:] else -1
    first = as_moment(ex, start[0], element) if start else ex.ctx.at
    timer = Timer("timer", first, every, times - 1 if times > 0 else times)
    if not isinstance(_LENGTH.evaluate({"text": every}), timedelta):
        timer.first = first
    if first <= ex.ctx.at:  # a start in the past still tells the hour
        timer.at, passed = _after_now(ex, timer, first, every, element)
        timer.step = passed if timer.first else 0
    return timer


def next_of_cycle(ex: Execution, timer: Timer, element: str) -> Timer | None:
    """What remains of a cycle after it fired: overdue repetitions are fired once, not all."""
    if timer.every is None or timer.repeats == 0 or timer.at is None:
        return None
    at, passed = _after_now(ex, timer, timer.at, timer.every, element)
    if 0 <= timer.repeats < passed:
        return None
    left = timer.repeats if timer.repeats < 0 else timer.repeats - passed
    step = timer.step + passed if timer.first else 0
    return Timer("timer", at, timer.every, left, timer.first, step)


def _after_now(ex: Execution, timer: Timer, at: datetime, every: str, element: str) -> tuple[datetime, int]:
    """The first time after now of a series that was at `at`, and how many steps that is.

    Raises ProcessFault for a series that does not go forward.
    """
    length = _LENGTH.evaluate({"text": every})
    if not isinstance(length, timedelta):
        return _month_after_now(ex, timer.first or at, timer.step, every, element)
    following = add_duration(ex, at, every, element)
    if following <= at:
        raise ProcessFault("The cycle of {every} at {element} does not go forward.", element, every=every)
    steps = 1
    if following <= ex.ctx.at:  # years of seconds in one go
        missed = (ex.ctx.at - at) // length
        following, steps = at + (missed + 1) * length, missed + 1
    return following, steps


def _month_after_now(
    ex: Execution, first: datetime, step: int, every: str, element: str
) -> tuple[datetime, int]:
    """The same for a series by months or years, always counted from its beginning."""
    if add_duration(ex, first, every, element) <= first:
        raise ProcessFault("The cycle of {every} at {element} does not go forward.", element, every=every)
    passed = 1
    while (following := add_duration(ex, first, every, element, step + passed)) <= ex.ctx.at:
        passed += 1
    return following, passed


def due_of(ex: Execution, ref: DeadlineRef, scope: int, element: str, since: datetime) -> DueTime:
    """The due time that a `banjian:deadline` names, counted from `since`.

    Raises ProcessFault when the deadline is unknown or its number of days is no number.
    """
    if ref.clock is not None:
        return due_of_clock(ex, ref.clock)
    if ref.ref is not None:
        limit = ex.pack(scope).deadlines.get(ref.ref)
        if limit is None:
            raise ProcessFault("The deadline {name} of {element} is not in pack.yaml.", element, name=ref.ref)
        return _counted(ex, since, limit.days, limit.count, limit.key, limit.rule, limit.lamp_before)
    days = ex.value(ref.days, scope, element)
    try:
        number = int(days)
    except (TypeError, ValueError):
        raise ProcessFault(
            "The deadline of {element} needs a number of days, not {value}.", element, value=repr(days)
        ) from None
    return _counted(ex, since, number, ref.count, "", "", 1)


def _counted(
    ex: Execution, since: datetime, days: int, count: str, key: str, rule: str, lamp_before: int
) -> DueTime:
    due = ex.ctx.calendar.deadline(since, days, count)  # type: ignore[arg-type]
    return DueTime(due.at, due.date, due.provisional, count, lamp_before, key, rule, days, since)


def due_of_clock(ex: Execution, name: str) -> DueTime:
    clock = ex.state.clocks.get(name)
    if clock is None or clock.due is None:
        return DueTime(None)
    limit = ex.ctx.library.pack(clock.pack).deadlines[clock.ref]
    day = clock.due.astimezone(ex.ctx.calendar.zone).date()
    return DueTime(
        clock.due, day, clock.provisional, limit.count, limit.lamp_before, limit.key, limit.rule,
        clock.days, clock.since,
    )  # fmt: skip


def warn_at(ex: Execution, due: DueTime) -> datetime | None:
    """From when the lamp is yellow: the start of the day `lamp_before` days ahead of the due day."""
    if due.day is None:
        return None
    day = ex.ctx.calendar.days_before(due.day, due.lamp_before, due.count)  # type: ignore[arg-type]
    return datetime.combine(day, time(), ex.ctx.calendar.zone).astimezone(ex.ctx.at.tzinfo)


def reminders_of(ex: Execution, element: Element, due: DueTime) -> list[Timer]:
    """The reminders of a task that are still ahead, then the mark that it is overdue."""
    if due.at is None or due.day is None:
        return []
    calendar = ex.ctx.calendar
    found = []
    for reminder in element.reminders:
        if reminder.after:
            day = (
                calendar.add_working_days(due.day, reminder.after)
                if reminder.count == "working"
                else due.day + timedelta(days=reminder.after)
            )
        else:
            day = calendar.days_before(due.day, reminder.before, reminder.count)
        at = datetime.combine(day, REMINDER_HOUR, calendar.zone).astimezone(ex.ctx.at.tzinfo)
        if at > ex.ctx.at:
            found.append(Timer("reminder", at))
    if due.at > ex.ctx.at:
        found.append(Timer("overdue", due.at))
    return sorted(found, key=lambda t: t.at or ex.ctx.at)


def set_timers(ex: Execution, act: Activity, timers: list[Timer]) -> None:
    """Replace the timers of an activity, with the events that tell of it."""
    cancel_timers(ex, act)
    act.timers = timers
    for timer in timers:
        if timer.at is not None:
            ex.emit("timer_set", k=act.k, el=act.el, what=timer.what, due_at=timer.at)


def cancel_timers(ex: Execution, act: Activity) -> None:
    if any(timer.at for timer in act.timers):
        ex.emit("timer_cancelled", k=act.k)
    act.timers = []


def run_clock(ex: Execution, action: ClockAction, scope: int, element: str) -> None:
    """Start, pause, resume, extend or stop a clock of the case; what follows the clock is told by the caller.

    Days during a pause do not count (for example the supplementing of papers, Administrative Licensing
    Law art. 45): what was left when it was paused is left when it goes on. An extension (Regulations on
    Petition Work art. 34) makes the whole limit longer, so a rest day at the old end is not given twice.
    Raises ProcessFault for a clock that was never started.
    """
    name = action.name
    if action.action == "start":
        ref = action.ref or name
        limit = ex.pack(scope).deadlines.get(ref)
        if limit is None:
            raise ProcessFault("The deadline {name} of {element} is not in pack.yaml.", element, name=ref)
        begin = ex.value(action.since, scope, element)
        since = ex.ctx.at if begin is None else as_moment(ex, begin, element)
        clock = CaseClock(ref, ex.state.scopes[scope].pack, since, limit.days)
        ex.state.clocks[name] = clock
        _set_due(ex, clock, limit)
    else:
        known = ex.state.clocks.get(name)
        if known is None:
            raise ProcessFault("The clock {name} at {element} was not started.", element, name=name)
        clock = known
        limit = ex.ctx.library.pack(clock.pack).deadlines[clock.ref]
        if action.action == "pause" and clock.due is not None:
            # counted from the beginning: a rest day behind the old end is not given on top of the limit
            clock.left = clock.days - ex.ctx.calendar.remaining(clock.since, ex.ctx.at, limit.count)
            clock.due = None
        elif action.action == "resume" and clock.left is not None:
            clock.since, clock.days, clock.left = ex.ctx.at, clock.left, None
            _set_due(ex, clock, limit)
        elif action.action == "extend":
            _extend(ex, clock, limit, ex.value(action.days, scope, element), element)
        elif action.action == "stop":
            del ex.state.clocks[name]
            clock.due = None
    _tell_clock(ex, name, clock, action.action, element)


def recount_clock(ex: Execution, name: str, clock: CaseClock) -> None:
    """Count a clock's limit again with the calendar that is in force now."""
    _set_due(ex, clock, ex.ctx.library.pack(clock.pack).deadlines[clock.ref])
    _tell_clock(ex, name, clock, "recount", "")


def _tell_clock(ex: Execution, name: str, clock: CaseClock, action: str, element: str) -> None:
    shown = due_of_clock(ex, name)
    ex.emit(
        "clock", name=name, action=action, due_at=shown.at, warn_at=warn_at(ex, shown),
        provisional=shown.provisional, left=clock.left, el=element, ref=clock.ref,
    )  # fmt: skip


def _set_due(ex: Execution, clock: CaseClock, limit: Deadline) -> None:
    due = ex.ctx.calendar.deadline(clock.since, clock.days, limit.count)
    clock.due, clock.provisional = due.at, due.provisional


def _extend(ex: Execution, clock: CaseClock, limit: Deadline, days: Any, element: str) -> None:
    try:
        number = int(days)
    except (TypeError, ValueError):
        raise ProcessFault(
            "The extension at {element} needs a number of days, not {value}.", element, value=repr(days)
        ) from None
    if clock.left is not None:
        clock.left += number
    else:
        clock.days += number
        _set_due(ex, clock, limit)
