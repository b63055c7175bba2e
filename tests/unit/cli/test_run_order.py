"""`banjian run`: what is done from outside and the time that passes come in the order given; messages wait."""

from __future__ import annotations

import pytest

from tests.unit.conformance.words import (
    FLOOD,
    GO,
    KEYED,
    boundary,
    chain,
    end,
    line,
    model,
    node,
    start,
    task,
    timer,
)  # fmt: skip

HOUR = timer("PT1H")
#: A task, an hour, another task.
APART = model(line("a", "w", "b"), task("a", "b"), node("intermediateCatchEvent", "w", HOUR))
#: A task that may take an hour.
LIMITED = model(line("a"), task("a"), boundary("late", "a", HOUR), end("le"), chain("late", "le"))
#: A task, then a message is waited for.
THEN_MESSAGE = model(line("a", "m"), task("a"), node("intermediateCatchEvent", "m", GO))


def passed(document: dict) -> list[str]:
    return [t["element"] for t in document["trace"] if t["event"] == "completed"]


def waiting(document: dict) -> list[str]:
    return [wait["element"] for wait in document["waiting"]]


@pytest.mark.parametrize(
    ("options", "status", "last"),
    [
        (["--complete", "a", "--until", "PT1H", "--complete", "b"], "completed", "2026-01-05T10:00:00+08:00"),
        (["--complete", "a", "--until", "PT2H", "--complete", "b"], "completed", "2026-01-05T11:00:00+08:00"),
        (["--until", "PT30M", "--complete", "a", "--until", "PT1H"], "waiting", "2026-01-05T09:30:00+08:00"),
        (["--until", "PT30M", "--complete", "a", "--until", "PT90M", "--complete", "b"], "completed",
         "2026-01-05T10:30:00+08:00"),
        (["--complete", "a", "--until", "PT1H", "--until", "2026-01-06T09:00", "--complete", "b"], "completed",
         "2026-01-06T09:00:00+08:00"),
    ],
)  # fmt: skip
def test_times_stand_in_the_order_of_the_actions(run, options, status, last):
    document = run(APART, *options)
    assert (document["status"], document["trace"][-1]["at"]) == (status, last)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_time_ahead_of_the_actions_or_behind_them_says_how_far_the_run_goes(run, place):
    options = [["--complete", "a"], ["--complete", "b"]]
    options.insert(place, ["--until", "PT1H"])
    document = run(APART, *[word for option in options for word in option])
    assert document["status"] == "completed"
    assert document["trace"][-1]["at"] == "2026-01-05T10:00:00+08:00"


def test_a_time_ahead_does_not_overtake_what_can_be_done_at_once(run):
    assert passed(run(LIMITED, "--until", "PT2H", "--complete", "a")) == ["s", "a", "e"]
    assert passed(run(LIMITED, "--until", "PT2H")) == ["s", "late", "le"]


def test_two_times_are_kept_as_they_stand(run):
    document = run(LIMITED, "--until", "PT2H", "--complete", "a", "--until", "PT3H", code=1)
    assert document["error"]["element"] == "a"


def test_no_time_passes_for_an_action_beyond_the_time_that_follows(run):
    document = run(APART, "--complete", "a", "--complete", "b", "--until", "PT59M", code=1)
    assert (document["status"], document["error"]["kind"], document["error"]["element"]) == (
        "error", "runtime", "b",
    )  # fmt: skip
    assert "open: -" in document["error"]["message"]


@pytest.mark.parametrize("until", ["PT1H", "2026-01-05T10:00"])
def test_time_that_goes_back_is_wrong_usage(tell, until):
    result = tell(APART, "--until", "PT2H", "--complete", "a", "--until", until)
    assert result.exit_code == 2
    assert f"Time cannot go back to {until}." in result.stderr


@pytest.mark.parametrize("until", ["soon", "P1", "P99999Y", "PT999999999999999H", "-PT1H", ""])
def test_a_time_that_is_none_is_wrong_usage(tell, until):
    assert tell(APART, "--until", until).exit_code == 2


def test_with_auto_what_is_completed_by_name_waits_for_that(run):
    document = run(APART, "--auto", "--complete", 'b={"good": true}', "--until", "PT1H")
    assert (document["status"], document["variables"]) == ("completed", {"good": True})


# --- messages


def test_a_message_that_comes_too_early_is_caught_when_it_is_waited_for(run):
    document = run(THEN_MESSAGE, "--message", 'go={"x": 1}', "--complete", "a")
    assert (document["status"], document["variables"], document["messages"]) == ("completed", {"x": 1}, [])
    assert "m" in passed(document)


def test_early_messages_are_caught_one_by_one_oldest_first(run):
    waits = "".join(node("intermediateCatchEvent", name, GO) for name in ("w1", "w2"))
    xml = model(line("a", "w1", "b", "w2"), task("a", "b"), waits)
    document = run(xml, "--message", 'go={"x": 1}', "--message", 'go={"x": 2}', "--complete", "a")
    assert (waiting(document), document["variables"]) == (["b"], {"x": 1})
    (kept,) = document["messages"]
    assert (kept["name"], kept["expired"]) == ("go", False)


@pytest.mark.parametrize(
    ("hours", "status", "expired"), [("PT23H59M", "completed", []), ("PT24H", "waiting", [True])]
)
def test_a_message_is_kept_for_a_day(run, hours, status, expired):
    document = run(THEN_MESSAGE, "--message", "go", "--until", hours, "--complete", "a", "--until", "P2D")
    assert document["status"] == status
    assert [message["expired"] for message in document["messages"]] == expired


def test_a_message_with_another_key_stays_and_is_told(run, tell):
    xml = model(line("a", "m"), task("a"), node("intermediateCatchEvent", "m", KEYED))
    options = ["--vars", '{"key": "k1"}', "--message", "keyed:k2", "--complete", "a"]
    document = run(xml, *options)
    assert waiting(document) == ["m"]
    assert document["messages"] == [
        {"name": "keyed", "key": "k2", "at": "2026-01-05T09:00:00+08:00", "until": "2026-01-06T09:00:00+08:00",
         "expired": False},
    ]  # fmt: skip
    assert "Nobody has caught message 'keyed' with key 'k2'" in tell(xml, *options).stderr
    assert run(xml, *options, "--message", "keyed:k1")["status"] == "completed"


def test_what_a_case_has_thrown_for_nobody_is_told_too(run):
    xml = model(start(), node("intermediateThrowEvent", "t", GO), end(), chain("s", "t", "e"))
    document = run(xml)
    assert [message["name"] for message in document["messages"]] == ["go"]


def test_a_signal_is_not_kept(run):
    xml = model(line("a", "w"), task("a"), node("intermediateCatchEvent", "w", FLOOD))
    assert waiting(run(xml, "--signal", "flood", "--complete", "a")) == ["w"]


def test_a_process_that_a_message_starts_waits_for_it(run):
    xml = model(start("s", GO), end(), chain("s", "e"))
    assert run(xml)["waiting"] == [{"element": "s", "kind": "message", "due": None}]
    document = run(xml, "--message", "go")
    assert (document["status"], document["waiting"]) == ("completed", [])
