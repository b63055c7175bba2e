"""Timers: dates, durations, cycles with and without a start, what is due already, what can never be due."""

from __future__ import annotations

import pytest

from tests.unit.conformance.words import boundary, end, handler, job, line, model, start, task, timer
from tests.unit.runtime.bpmn import chain, node


def catch(event: str) -> bytes:
    return model(line("w", "z"), node("intermediateCatchEvent", "w", event), task("z"))


def beside(event: str) -> bytes:
    return model(line("h"), task("h", "late"), boundary("b", "h", event, False), chain("b", "late"))


def due(out) -> dict[str, str]:
    return {w["element"]: w["due"] for w in out.document["waiting"]}


@pytest.mark.parametrize(
    ("event", "at"),
    [
        (timer("PT90M"), "2026-01-05T10:30:00+08:00"),
        (timer("P1M"), "2026-02-05T09:00:00+08:00"),
        (timer("2026-01-06T08:00[Asia/Tokyo]", "Date"), "2026-01-06T07:00:00+08:00"),
        (timer("2026-01-06T08:00+09:00@Asia/Tokyo", "Date"), "2026-01-06T07:00:00+08:00"),
        (timer("P1Y2DT1H"), "2027-01-07T10:00:00+08:00"),
        (timer("2026-01-06", "Date"), "2026-01-06T00:00:00+08:00"),
        (timer("2026-01-06T08:00:00Z", "Date"), "2026-01-06T16:00:00+08:00"),
        (timer('=date and time("2026-01-06T10:00:00@Asia/Shanghai")', "Date"), "2026-01-06T10:00:00+08:00"),
        (timer('=now() + duration("P2D")', "Date"), "2026-01-07T09:00:00+08:00"),
        (timer('=duration("PT2H")'), "2026-01-05T11:00:00+08:00"),
        (timer('="PT" + string(1 + 1) + "H"'), "2026-01-05T11:00:00+08:00"),
    ],
)
def test_a_timer_is_due_when_it_says(run, event, at):
    assert due(run(catch(event))) == {"w": at}
    assert run(catch(event), "--until", at).waiting == ["z"]


@pytest.mark.parametrize("event", [timer("PT0S"), timer("2026-01-01", "Date"), timer("-PT1H")])
def test_what_is_due_already_comes_at_once(run, event):
    assert run(catch(event)).waiting == ["z"]
    assert run(
        model(line("t"), task("t"), boundary("b", "t", event), task("late"), chain("b", "late"))
    ).waiting == ["late"]


@pytest.mark.parametrize("event", [timer("=nothing"), timer("=[1]"), timer('="P"'), timer("=nothing", "Date"),
                                   timer('="Rx/PT1H"', "Cycle"), timer('="R2/PT0S"', "Cycle"), timer('="R"', "Cycle"),
                                   timer('="R/-PT1H"', "Cycle"), timer('="PT1H"', "Cycle"), timer("9999-12-31T23:59:59Z", "Date"), timer("9999-12-31", "Date"), timer("P999999999999Y"),
                                   timer('=duration("P999999999D")'), timer('="R/a/b/c"', "Cycle")])  # fmt: skip
def test_a_timer_without_a_time_is_a_fault_that_names_its_element(run, event):
    out = run(model(line("h"), task("h"), boundary("b", "h", event, False)), code=1)
    assert (out.error["kind"], out.error["element"]) in [("runtime", "b"), ("deployment", None)]


@pytest.mark.parametrize(
    "text", ["R/PT0S", "R3/P0D", "R/-PT1H", "R2/P1D/2026-02-01", "R2/2026-01-01/2026-01-02"]
)
def test_a_cycle_that_cannot_be_run_is_refused(run, text):
    findings = run(beside(timer(text, "Cycle")), code=1).findings
    assert findings & {("timer-syntax", "b"), ("unsupported", "b")}  # no cycle, or none that we run


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("R2/PT1H", ["10:00", "11:00"]),
        ("R1/PT1H", ["10:00"]),
        ("R2/2026-01-05T12:00:00+08:00/PT1H", ["12:00", "13:00"]),
        # a start in the past still tells the minute
        ("R2/2026-01-01T00:30:00+08:00/PT1H", ["09:30", "10:30"]),
        ("R2/2025-01-01T00:30:00+08:00/P1D", ["00:30", "00:30"]),
    ],
)
def test_a_cycle_fires_as_often_as_it_says_from_its_start_on(run, text, times):
    out = run(beside(timer(text, "Cycle")), "--until", "P4D")
    fired = [t["at"][11:16] for t in out.document["trace"] if t["event"] == "caught"]
    assert fired == times
    assert out.waiting == sorted(["h", *["late"] * len(times)])


def test_a_cycle_by_months_keeps_the_day(run):
    out = run(beside(timer("R3/P1M", "Cycle")), "--until", "P1Y")
    assert [t["at"][:10] for t in out.document["trace"] if t["event"] == "caught"] == [
        "2026-02-05",
        "2026-03-05",
        "2026-04-05",
    ]


def test_a_cycle_by_months_comes_back_to_the_last_day_after_a_short_month(run):
    out = run(beside(timer("R4/2026-01-31T09:00+08:00/P1M", "Cycle")), "--until", "P1Y")
    assert [t["at"][5:10] for t in out.document["trace"] if t["event"] == "caught"] == [
        "01-31", "02-28", "03-31", "04-30",
    ]  # fmt: skip


def test_a_cycle_of_seconds_that_slept_for_years_wakes_at_once(run):
    xml = model(line("w", "h"), node("intermediateCatchEvent", "w", timer("P2Y")), task("h", "late"),
                boundary("b", "h", timer("R/2020-01-01T00:00:00+08:00/PT1S", "Cycle"), False), chain("b", "late"))  # fmt: skip
    out = run(xml, "--until", "P2Y")
    assert due(out)["b"] == "2028-01-05T09:00:01+08:00"


def test_an_interrupting_cycle_fires_once(run):
    xml = model(
        line("h"), task("h", "late"), boundary("b", "h", timer("R3/PT1H", "Cycle")), chain("b", "late")
    )
    out = run(xml, "--until", "P1D")
    assert (out.waiting, out.seen("caught")) == (["late"], ["b"])


def test_a_boundary_timer_that_has_fired_is_no_longer_shown(run):
    assert run(beside(timer("PT1H")), "--until", "P1D").waiting == ["h", "late"]


def test_timers_of_one_moment_fire_in_the_order_they_were_set(run):
    xml = model(start(), node("parallelGateway", "f"), *(node("intermediateCatchEvent", n, timer("PT1H")) for n in "abc"),
                end(), *(chain("s" if n == "-" else "f", n, "e") for n in "abc"), chain("s", "f"))  # fmt: skip
    assert run(xml, "--until", "PT1H").seen("caught") == ["a", "b", "c"]


def test_timers_set_by_timers_fire_on_the_way_in_due_order(run):
    xml = model(start(), node("parallelGateway", "f"), node("intermediateCatchEvent", "a", timer("PT1H")),
                node("intermediateCatchEvent", "a2", timer("PT1H")), node("intermediateCatchEvent", "b", timer("PT90M")),
                end(), chain("s", "f", "a", "a2", "e"), chain("f", "b", "e"))  # fmt: skip
    out = run(xml, "--until", "PT3H")
    assert [(t["element"], t["at"][11:16]) for t in out.document["trace"] if t["event"] == "caught"] == [
        ("a", "10:00"), ("b", "10:30"), ("a2", "11:00"),
    ]  # fmt: skip


def test_two_boundary_timers_of_one_moment_the_first_interrupts(run):
    xml = model(line("h"), task("h", "t1", "t2"), boundary("b1", "h", timer("PT1H")), boundary("b2", "h", timer("PT1H"), False),
                chain("b1", "t1"), chain("b2", "t2"))  # fmt: skip
    assert run(xml, "--until", "P1D").waiting == ["t1"]


def test_auto_and_time_together(run):
    xml = model(line("a", "w", "j"), task("a"), node("intermediateCatchEvent", "w", timer("PT1H")), job("j"))
    assert run(xml, "--auto").waiting == ["w"]
    assert run(xml, "--auto", "--until", "PT1H").status == "completed"


@pytest.mark.parametrize(
    ("event", "starts"),
    [(timer("PT1H"), 1), (timer("R3/PT1H", "Cycle"), 3), (timer("2026-01-05T12:00+08:00", "Date"), 1),
     (timer("R/2026-01-05T20:00:00+08:00/PT2H", "Cycle"), 7)],
)  # fmt: skip
def test_timer_start_events(run, event, starts):
    out = run(model(start("s", event), task("a"), chain("s", "a")), "--until", "P1D")
    assert out.waiting.count("a") == starts


def test_an_event_subprocess_by_date(run):
    xml = model(line("a"), task("a"), handler("ev", timer("2026-01-06", "Date"), task("et"), then=("et",)))
    assert run(xml, "--until", "P1D").waiting == ["et"]
