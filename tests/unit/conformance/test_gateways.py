"""Exclusive, parallel, inclusive and event-based gateways, also unstructured and in loops."""

from __future__ import annotations

import pytest

from tests.unit.conformance.words import (
    FLOOD,
    GO,
    KEYED,
    OTHER,
    boundary,
    end,
    line,
    link,
    mapping,
    model,
    script,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, extension, flow, node


def fork(name: str, kind: str = "parallel", **attributes: str) -> str:
    return node(f"{kind}Gateway", name, **attributes)


def test_a_loop_with_fork_and_join_runs_round_by_round(run):
    xml = model(
        start(), fork("m", "exclusive"), fork("f"), task("a", "b"), fork("j"), script("n", "n + 1", "n"),
        fork("x", "exclusive", default="x__e"), end(), chain("s", "m", "f", "a", "j", "n", "x"), chain("f", "b", "j"),
        flow("x", "m", "=n < 3"), flow("x", "e"),
    )  # fmt: skip
    rounds = ["--complete", "a", "--complete", "b"]
    out = run(xml, "--vars", '{"n": 0}', *rounds, *rounds)
    assert out.waiting == ["a", "b"]
    assert run(xml, "--vars", '{"n": 0}', *rounds, *rounds, *rounds).status == "completed"


def test_a_parallel_join_counts_tokens_by_flow_not_in_all(run):
    xml = model(start(), fork("f"), node("task", "twice"), task("b"), fork("j"), task("z"), chain("s", "f", "twice", "j"),
                flow("f", "twice", name="again"), chain("f", "b", "j", "z"))  # fmt: skip
    assert run(xml).waiting == ["b"]
    assert run(xml, "--complete", "b").waiting == ["z"]


def test_a_gateway_may_join_and_split_at_once(run):
    xml = model(start(), fork("f"), task("a", "b", "c", "d"), fork("g"), end(), chain("s", "f", "a", "g", "c", "e"),
                chain("f", "b", "g", "d", "e"))  # fmt: skip
    assert run(xml, "--complete", "a", "--complete", "b").waiting == ["c", "d"]


def test_an_exclusive_merge_passes_every_token(run):
    xml = model(start(), fork("f"), fork("m", "exclusive"), task("z"), end(), chain("s", "f", "m", "z", "e"),
                flow("f", "m", name="second"))  # fmt: skip
    assert run(xml).waiting == ["z", "z"]


def test_a_join_that_can_never_be_full_waits_for_ever(run):
    xml = model(start(), fork("x", "exclusive", default="x__b"), task("a", "b"), fork("j"), end(), chain("s", "x"),
                flow("x", "a", "=false"), flow("x", "b"), chain("a", "j", "e"), chain("b", "j"))  # fmt: skip
    out = run(xml, "--complete", "b")
    assert (out.status, out.waiting) == ("waiting", [])


INCLUSIVE = model(
    start(), fork("o", "inclusive", default="o__c"), task("a", "b", "c", "z"), fork("i", "inclusive"), end(),
    chain("s", "o"), flow("o", "a", "=x > 0"), flow("o", "b", "=x > 1"), flow("o", "c"), chain("a", "i"), chain("b", "i"),
    chain("c", "i", "z", "e"),
)  # fmt: skip


@pytest.mark.parametrize(("x", "open_"), [(0, ["c"]), (1, ["a"]), (2, ["a", "b"])])
def test_an_inclusive_join_waits_for_what_was_split(run, x, open_):
    given = ["--vars", f'{{"x": {x}}}']
    assert run(INCLUSIVE, *given).waiting == open_
    done = [option for name in open_ for option in ("--complete", name)]
    assert run(INCLUSIVE, *given, *done[:-2]).waiting == open_[-1:]
    assert run(INCLUSIVE, *given, *done).waiting == ["z"]


def test_an_inclusive_join_without_its_split_waits_for_those_that_can_come(run):
    xml = model(start(), fork("f"), task("a", "b", "c"), fork("i", "inclusive"), task("z"), end("e2"), end(),
                chain("s", "f", "a", "i", "z", "e"), chain("f", "b", "i"), chain("f", "c", "e2"))  # fmt: skip
    assert run(xml, "--complete", "a").waiting == ["b", "c"]
    assert run(xml, "--complete", "a", "--complete", "b").waiting == ["c", "z"]


def test_an_inclusive_join_goes_on_when_the_token_it_waited_for_goes_elsewhere(run):
    xml = model(start(), fork("f"), task("a", "b"), fork("x", "exclusive", default="x__e2"), fork("i", "inclusive"),
                task("z"), end("e2"), end(), chain("s", "f", "a", "i", "z", "e"), chain("f", "b", "x"),
                flow("x", "i", "=back"), flow("x", "e2"))  # fmt: skip
    assert run(xml, "--complete", "a", "--complete", 'b={"back": true}').seen("activated").count("z") == 1
    assert run(xml, "--complete", "a", "--complete", 'b={"back": false}').waiting == ["z"]


def test_an_inclusive_join_in_a_loop(run):
    xml = model(
        start(), fork("m", "exclusive"), fork("o", "inclusive"), task("a", "b"), fork("i", "inclusive"),
        script("n", "n + 1", "n"), fork("x", "exclusive", default="x__e"), end(), chain("s", "m", "o"),
        flow("o", "a", "=true"), flow("o", "b", "=n = 0"), chain("a", "i"), chain("b", "i", "n", "x"),
        flow("x", "m", "=n < 2"), flow("x", "e"),
    )  # fmt: skip
    first = ["--vars", '{"n": 0}', "--complete", "a"]
    assert run(xml, *first).waiting == ["b"]
    assert run(xml, *first, "--complete", "b").waiting == ["a"]
    assert run(xml, *first, "--complete", "b", "--complete", "a").status == "completed"


def test_an_inclusive_join_behind_an_interrupting_boundary_event(run):
    xml = model(start(), fork("f"), task("a", "b", "late", "z"), boundary("t", "a", GO), fork("i", "inclusive"),
                end(), chain("s", "f", "a", "i", "z", "e"), chain("f", "b", "i"), chain("t", "late", "i"))  # fmt: skip
    assert run(xml, "--complete", "b").waiting == ["a", "t"]
    assert run(xml, "--complete", "b", "--message", "go").waiting == ["late"]
    assert run(xml, "--complete", "b", "--complete", "a").waiting == ["z"]
    out = run(xml, "--complete", "b", "--message", "go", "--complete", "late", "--complete", "z")
    assert (out.status, out.seen("activated").count("z")) == ("completed", 1)


def test_two_inclusive_joins_in_a_row(run):
    xml = model(start(), fork("f"), task("a", "b", "c"), fork("i", "inclusive"), fork("k", "inclusive"), task("z"), end(),
                chain("s", "f", "a", "i", "k", "z", "e"), chain("f", "b", "i"), chain("f", "c", "k"))  # fmt: skip
    for order in ("abc", "cba", "bca"):
        done = [option for name in order for option in ("--complete", name)]
        out = run(xml, *done)
        assert (out.waiting, out.seen("activated").count("z")) == (["z"], 1)


def test_an_inclusive_split_takes_unconditional_flows_too(run):
    xml = model(start(), fork("o", "inclusive"), task("a", "b"), end(), chain("s", "o", "a", "e"),
                flow("o", "b", "=false"), chain("b", "e"))  # fmt: skip
    assert run(xml).waiting == ["a"]


# --- event-based gateways


def event_gateway(*events: tuple[str, str]) -> bytes:
    """One catch event (or receive task, for an event that begins with `m`) and one task for each."""
    parts = [start(), node("eventBasedGateway", "g"), chain("s", "g"), end()]
    for name, event in events:
        is_task = not event.startswith("<")
        caught = (
            node("receiveTask", name, messageRef=event)
            if is_task
            else node("intermediateCatchEvent", name, event)
        )
        parts += [caught, task(f"t_{name}"), chain("g", name, f"t_{name}", "e")]
    return model(*parts)


def test_whichever_event_comes_first_wins_and_the_others_are_no_longer_waited_for(run):
    xml = event_gateway(("a", GO), ("b", FLOOD), ("c", timer("PT1H")), ("d", KEYED))
    vars_ = ["--vars", '{"key": "k"}']
    assert run(xml, *vars_).waiting == ["a", "b", "c", "d"]
    for option, value, winner in [
        ("--message", "go", "a"),
        ("--signal", "flood", "b"),
        ("--message", "keyed:k", "d"),
    ]:
        out = run(xml, *vars_, option, value, "--until", "P1D")
        assert out.waiting == [f"t_{winner}"]
        assert out.seen("caught") == [winner]
    assert run(xml, *vars_, "--until", "PT1H", code=0).waiting == ["t_c"]


def test_receive_tasks_behind_an_event_based_gateway(run):
    xml = event_gateway(("r", "m1"), ("q", "m2"), ("w", timer("PT1H")))
    assert run(xml).waiting == ["q", "r", "w"]
    out = run(xml, "--message", 'other={"x": 1}')
    assert (out.waiting, out.variables) == (["t_q"], {"x": 1})
    assert run(xml, "--until", "PT1H").waiting == ["t_w"]


def test_a_receive_task_behind_an_event_based_gateway_has_no_boundary_events(run):
    xml = model(start(), node("eventBasedGateway", "g"), node("receiveTask", "r", messageRef="m1"),
                node("intermediateCatchEvent", "w", timer("PT1H")), boundary("b", "r", timer("PT1M")), end(),
                chain("s", "g", "r", "e"), chain("g", "w", "e"), chain("b", "e"))  # fmt: skip
    assert ("event-gateway-targets", "g") in run(xml, code=1).findings


def test_two_timers_behind_a_gateway_the_earlier_wins_also_when_both_are_overdue(run):
    xml = event_gateway(("late", timer("PT2H")), ("early", timer("PT1H")))
    assert run(xml, "--until", "P3D").seen("caught") == ["early"]


def test_an_event_based_gateway_in_a_loop_waits_anew(run):
    xml = model(start(), fork("m", "exclusive"), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "c", GO),
                node("intermediateCatchEvent", "w", timer("PT1H")), end(), chain("s", "m", "g", "c", "m"),
                chain("g", "w", "e"))  # fmt: skip
    out = run(xml, "--message", "go", "--message", "go")
    assert (out.waiting, out.seen("caught")) == (["c", "w"], ["c", "c"])
    assert run(xml, "--message", "go", "--until", "PT1H").status == "completed"


def test_an_event_based_gateway_is_cancelled_with_its_scope(run):
    box = sub("box", start("is"), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "c", GO),
              node("intermediateCatchEvent", "o", OTHER), chain("is", "g", "c"), chain("g", "o"))  # fmt: skip
    xml = model(line("box"), box, boundary("b", "box", FLOOD), task("z"), chain("b", "z"))
    out = run(xml, "--signal", "flood", "--message", "go")
    assert out.waiting == ["z"]
    assert out.seen("cancelled") == ["g", "box"]


def test_an_event_behind_a_gateway_has_inputs_as_elsewhere(run):
    r = node("receiveTask", "r", extension(mapping(('"k" + string(n)', "key"))), messageRef="mk")
    xml = model(start(), node("eventBasedGateway", "g"), r, node("intermediateCatchEvent", "w", timer("PT1H")), end(),
                chain("s", "g", "r", "e"), chain("g", "w", "e"))  # fmt: skip
    out = run(xml, "--vars", '{"n": 7}', "--message", "keyed:k7")
    assert (out.status, out.variables) == ("completed", {"n": 7})
    assert run(xml, "--vars", '{"n": 7}', "--until", "PT1H").status == "completed"


def test_a_condition_that_is_neither_true_nor_false_does_not_hold_and_is_told(run):
    xml = model(start(), node("exclusiveGateway", "x", default="x__b"), task("a", "b"), chain("s", "x"),
                flow("x", "a", "=1 + 1"), flow("x", "b"))  # fmt: skip
    out = run(xml)
    assert out.waiting == ["b"]
    assert [h.event["reasons"] for h in out.simulation.history if h.event["e"] == "warning"] == [
        ["2 is neither true nor false"]
    ]


def test_variables_of_a_caught_event_are_mapped(run):
    caught = node("intermediateCatchEvent", "c", GO + extension(mapping(outputs=(("x + 1", "y"),))))
    out = run(model(line("c"), caught), "--message", 'go={"x": 1}')
    assert out.variables == {"y": 2}


# --- links


def test_several_links_lead_to_one_place(run):
    xml = model(start(), fork("f"), task("a", "b", "z"), node("intermediateThrowEvent", "l1", link("there")),
                node("intermediateThrowEvent", "l2", link("there")), node("intermediateCatchEvent", "there", link("there")),
                end(), chain("s", "f", "a", "l1"), chain("f", "b", "l2"), chain("there", "z", "e"))  # fmt: skip
    out = run(xml, "--complete", "a", "--complete", "b")
    assert out.waiting == ["z", "z"]
    assert (out.seen("thrown"), out.seen("caught")) == (["l1", "l2"], ["there", "there"])


def test_a_link_with_inputs_leaves_nothing_behind(run):
    throw = node("intermediateThrowEvent", "l", link("there") + extension(mapping(("1", "x"))))
    out = run(model(start(), throw, node("intermediateCatchEvent", "c", link("there")), task("z"), end(),
                    chain("s", "l"), chain("c", "z", "e")))  # fmt: skip
    assert out.waiting == ["z"]


def test_a_loop_by_links_and_an_inclusive_join_that_a_link_can_reach(run):
    xml = model(start(), fork("f"), task("a", "b"), node("intermediateThrowEvent", "l", link("j")),
                node("intermediateCatchEvent", "c", link("j")), fork("i", "inclusive"), task("z"), end(),
                chain("s", "f", "a", "i", "z", "e"), chain("f", "b", "l"), chain("c", "i"))  # fmt: skip
    assert run(xml, "--complete", "a").waiting == ["b"]
    assert run(xml, "--complete", "a", "--complete", "b").waiting == ["z"]
