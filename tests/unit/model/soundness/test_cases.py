"""What is found wrong with small processes, and that it is not found in their sound neighbours."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.model.findings import Report
from engine.model.models import read_model
from engine.model.soundness import problems
from tests.unit.runtime.bpmn import chain, flow, node, process

XOR, AND, OR = "exclusiveGateway", "parallelGateway", "inclusiveGateway"
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
MESSAGES = '<bpmn:message id="m1" name="one"/><bpmn:message id="m2" name="two"/>'
ERROR = '<bpmn:error id="err" errorCode="E"/><bpmn:error id="err2" errorCode="E2"/><bpmn:signal id="sig" name="sig"/><bpmn:signalEventDefinition id="told" signalRef="sig"/>'
CANCEL = "<bpmn:cancelEventDefinition/>"
STOP = "<bpmn:terminateEventDefinition/>"
THRICE = "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>"
EACH = (
    '<bpmn:multiInstanceLoopCharacteristics behavior="None" noneBehaviorEventRef="told">'
    "<bpmn:loopCardinality>=2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
)


def caught(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{name}"/>'


def caught_signal(name: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="{name}"/>'


def tasks(names: str) -> str:
    return "".join(node("userTask", name) for name in names)


def model(body: str, lines: str, ends: str = "e") -> bytes:
    """`lines`: ways as `s x a e`, apart by commas; a way into `a?p` has the condition p."""
    parts = [node("startEvent", "s"), *(node("endEvent", end) for end in ends), body]
    for line in lines.split(","):
        names = line.split()
        for before, after in pairwise(names):
            target, _, condition = after.partition("?")
            condition = condition.replace("_", " ")
            parts.append(flow(before.partition("?")[0], target, f"={condition}" if condition else None))
    return process(parts, before=MESSAGES + ERROR)


def gates(**kinds: str) -> str:
    """Gateways by name; `default=` of one is written as `x="exclusiveGateway b"`: the way to b."""
    made = []
    for name, kind in kinds.items():
        tag, _, default = kind.partition(" ")
        made.append(node(tag, name, **({"default": f"{name}__{default}"} if default else {})))
    return "".join(made)


def boundary(name: str, host: str, inner: str = TIMER, **attributes: str) -> str:
    return node("boundaryEvent", name, inner, attachedToRef=host, **attributes)


def found(xml: bytes) -> list[tuple[str, str]]:
    (built,) = read_model(xml, Report())
    return sorted((problem.kind, problem.element) for problem in problems(built))


ASIDE = {"cancelActivity": "false"}
SUB = node("startEvent", "is") + node("endEvent", "ie")

SOUND = {
    "a choice": model(gates(x=f"{XOR} b", y=XOR) + tasks("ab"), "s x a?p y e, x b y"),
    "in parallel": model(gates(x=AND, y=AND) + tasks("abc"), "s x a y e, x b y, x c y"),
    "some of them": model(gates(x=f"{OR} b", y=OR) + tasks("ab"), "s x a?p y e, x b y"),
    "a choice that an inclusive gateway joins": model(
        gates(x=f"{XOR} b", y=OR) + tasks("ab"), "s x a?p y e, x b y"
    ),
    "each branch to its own end": model(gates(x=AND) + tasks("ab"), "s x a e, x b f", "ef"),
    "all branches to one end": model(gates(x=AND) + tasks("ab"), "s x a e, x b e"),
    "a loop": model(gates(m=XOR, x=f"{XOR} b") + tasks("ab"), "s m a x b e, x m?again"),
    "a loop inside a branch": model(
        gates(x=AND, y=AND, m=XOR, l=f"{XOR} y") + tasks("ab"), "s x m a l y e, l m?again, x b y"
    ),
    "a parallel block inside a loop": model(
        gates(m=XOR, x=AND, y=AND, l=f"{XOR} e") + tasks("ab"), "s m x a y l e, x b y, l m?again"
    ),
    "branches that cross": model(
        gates(x=AND, k=AND, y=AND, z=AND) + tasks("abcd"), "s x a k c z e, x b y d z, k y"
    ),
    "tasks that split by themselves, gateways that join": model(
        gates(y=AND) + tasks("abc"), "s a b y e, a c y"
    ),
    "a terminate end beside": model(
        gates(x=AND, y=AND, c=f"{XOR} y") + tasks("ab")
        + node("endEvent", "t", "<bpmn:terminateEventDefinition/>"), "s x a c y e, c t?stop, x b y"
    ),
    "an error that leaves the scope": model(
        node("subProcess", "sub", SUB + gates(x=AND, y=AND, c=f"{XOR} y") + tasks("ab")
             + node("endEvent", "ee", '<bpmn:errorEventDefinition errorRef="err"/>')
             + chain("is", "x", "a", "c", "y", "ie") + chain("x", "b", "y") + flow("c", "ee", "=bad"))
        + boundary("caught", "sub", '<bpmn:errorEventDefinition errorRef="err"/>'), "s sub e, caught e"
    ),
    "a reminder beside": model(tasks("ar") + boundary("t", "a", **ASIDE), "s a e, t r e"),
    "a time limit before a merge": model(gates(y=XOR) + tasks("ar") + boundary("t", "a"), "s a y e, t r y"),
    "a reminder that the end waits for": model(
        gates(y=OR) + tasks("ar") + boundary("t", "a", **ASIDE), "s a y e, t r y"
    ),
    "the first of two events": model(
        gates(x="eventBasedGateway", y=XOR) + node("intermediateCatchEvent", "a", caught("m1"))
        + node("intermediateCatchEvent", "b", TIMER), "s x a y e, x b y"
    ),
    "two starts that each begin a case": model(
        gates(y=XOR) + node("startEvent", "s1", caught("m1")) + node("startEvent", "s2", caught("m2")),
        "s y e, s1 y, s2 y",
    ),
    "a subprocess that only ends by an error, which is caught around it": model(
        node("subProcess", "sub", SUB + node("subProcess", "in", node("startEvent", "ns") + tasks("a")
             + node("endEvent", "ne", '<bpmn:errorEventDefinition errorRef="err"/>') + chain("ns", "a", "ne"))
             + chain("is", "in", "ie"))
        + boundary("caught", "sub", '<bpmn:errorEventDefinition errorRef="err"/>'), "s sub e, caught e"
    ),
    "a link": model(
        node("intermediateThrowEvent", "t", '<bpmn:linkEventDefinition name="L"/>') + tasks("a")
        + node("intermediateCatchEvent", "c", '<bpmn:linkEventDefinition name="L"/>'), "s t, c a e"
    ),
    "a task that takes two tokens of two": model(
        gates(x=AND) + tasks("ab") + node("userTask", "c", startQuantity="2"), "s x a c e, x b c"
    ),
    "a default flow of a task beside one without a condition": model(
        node("userTask", "a", default="a__c") + tasks("bc") + gates(y=AND), "s a b y e, a c y"
    ),
    "a default flow that ends all beside a condition": model(
        node("userTask", "a", default="a__z") + tasks("b") + node("endEvent", "z", STOP), "s a b e, a f?p, a z", "ef"
    ),
    "a default flow where neither of two opposites holds": model(
        gates(x=f"{OR} c", y=OR) + tasks("abc"), "s x a?p y e, x b?not(p) y, x c y"
    ),
    "a timer that lets three tokens pass": model(
        node("intermediateCatchEvent", "t", THRICE) + node("userTask", "c", startQuantity="3"), "s t c e"
    ),
    "a loop that throws each time to its boundary": model(
        gates(y=AND) + node("userTask", "a", EACH) + tasks("b") + boundary("t", "a", caught_signal("sig")),
        "s a y e, t b y",
    ),
    "a transaction that is always cancelled and left by no token": model(
        node("transaction", "sub", node("startEvent", "is") + tasks("a") + node("endEvent", "ie", CANCEL)
             + chain("is", "a", "ie")) + gates(x=AND, y=OR) + tasks("bc"), "s x sub y c e, x b y",
    ),
    "what an ad-hoc subprocess does": model(
        node("adHocSubProcess", "h", tasks("abc") + gates(y=AND) + chain("a", "y", "c")), "s h e"
    ),
    "a complex gateway that joins some": model(
        gates(x=f"{XOR} b", y="complexGateway") + tasks("ab"), "s x a?p y e, x b y"
    ),
    "what compensates": model(
        tasks("a") + node("userTask", "u", isForCompensation="true")
        + boundary("c", "a", "<bpmn:compensateEventDefinition/>")
        + '<bpmn:association id="as" sourceRef="c" targetRef="u"/>', "s a e"
    ),
    "alternatives by their words": model(
        gates(x=OR, y=XOR) + tasks("abz"), "s x a?urgent y z e, x b?not(urgent) y"
    ),
    "alternatives by their values": model(
        gates(x=f"{OR} z", y=XOR, z=XOR) + tasks("abk"), 's x a?kind_=_"A" y k z e, x b?kind_=_"B" y, x z'
    ),
    "the same condition before and behind": model(
        gates(x=AND, y=AND, k=f"{XOR} k2", k2=XOR, l=f"{XOR} l2", j=AND, l2=XOR) + tasks("abc"),
        "s x a k k2 y e, k j?big, x b l l2 y, l j?big, j c k2, j l2",
    ),
}  # fmt: skip

UNSOUND = {
    "a choice joined as if in parallel": (
        model(gates(x=f"{XOR} b", y=AND) + tasks("abc"), "s x a?p y c e, x b y"),
        [("never-ends", "y"), ("never-runs", "c")],
    ),
    "some joined as if all": (
        model(gates(x=OR, y=AND) + tasks("ab"), "s x a?p y e, x b?q y"), [("deadlock", "y")],
    ),
    "a way around a join": (
        model(gates(x=AND, y=AND, c=f"{XOR} y") + tasks("abr"), "s x a c y e, c r?bad e, x b y"),
        [("deadlock", "y")],
    ),
    "parallel branches merged, not joined": (
        model(gates(x=AND, y=XOR) + tasks("abcd"), "s x a y c d e, x b y"), [("token-doubled", "c")],
    ),
    "some merged, not joined": (
        model(gates(x=OR, y=XOR) + tasks("abc"), "s x a?p y c e, x b?q y"), [("token-doubled", "c")],
    ),
    "branches into a task": (
        model(tasks("abcd"), "s a b d e, a c d"), [("token-doubled", "d")],
    ),
    "conditional flows of a task into a join": (
        model(gates(y=AND) + tasks("abc"), "s a b?p y e, a c?q y"), [("deadlock", "y")],
    ),
    "a loop back to before a join": (
        model(gates(x=AND, y=AND, l=f"{XOR} e") + tasks("ab"), "s x a y l e, x b y, l a?again"),
        [("deadlock", "y")],
    ),
    "a time limit beside a join": (
        model(gates(x=AND, y=AND) + tasks("ab") + boundary("t", "a"), "s x a y e, x b y, t e"),
        [("deadlock", "y")],
    ),
    "a reminder that goes on in the same way": (
        model(tasks("ab") + boundary("t", "a", **ASIDE), "s a b e, t b"), [("token-doubled", "b")],
    ),
    "a reminder that a join counts on": (
        model(gates(y=AND) + tasks("ab") + boundary("t", "a", **ASIDE), "s a y e, t b y"),
        [("deadlock", "y")],
    ),
    "a reminder that goes straight back": (
        model(gates(x=XOR, y=AND) + tasks("ab") + boundary("t", "a", **ASIDE), "s x a y b y, t x"),
        [("deadlock", "y"), ("token-doubled", "a")],
    ),
    "a reminder before an inclusive join whose activity comes again": (
        model(gates(m=XOR, x=XOR, y=OR) + tasks("az") + boundary("t", "a", **ASIDE), "s m a y z e, t x m"),
        [("token-doubled", "a")],
    ),
    "behind a subprocess that is only left by its time limit": (
        model(node("subProcess", "sub", SUB + gates(m=XOR) + tasks("a") + chain("is", "m", "a", "m"))
              + tasks("bc") + gates(y=AND) + boundary("t", "sub"), "s sub b y e, t c y"),
        [("never-ends", "y"), ("never-runs", "b")],
    ),
    "behind a transaction that can be cancelled and has no event for that": (
        model(node("transaction", "sub", node("startEvent", "is") + node("endEvent", "ie") + gates(k=f"{XOR} ie")
                   + node("endEvent", "ic", CANCEL) + chain("is", "k", "ie") + flow("k", "ic", "=p"))
              + gates(x=AND, y=AND) + tasks("b"), "s x sub y e, x b y"),
        [("deadlock", "y")],
    ),
    "behind a subprocess that throws another error than is caught": (
        model(node("subProcess", "sub", node("startEvent", "is") + tasks("a") + chain("is", "a", "ie")
                   + node("endEvent", "ie", '<bpmn:errorEventDefinition errorRef="err"/>'))
              + boundary("c", "sub", '<bpmn:errorEventDefinition errorRef="err2"/>') + gates(y=AND),
              "s sub y e, c y"),
        [("deadlock", "y")],
    ),
    "a reminder that comes often enough in the end": (
        model(gates(x=XOR, y=AND) + tasks("auv") + boundary("b", "a", caught("m1"), **ASIDE),
              "s a y e, b x u?p y, x v?not(p) y"),
        [("deadlock", "y")],
    ),
    "behind a loop that is left if a message comes": (
        model(gates(m=XOR, g="eventBasedGateway", w=f"{XOR} b", y=AND) + tasks("hab")
              + node("intermediateCatchEvent", "c1", caught("m1"))
              + node("intermediateCatchEvent", "c2", caught("m2")), "s m g c1 h m, g c2 w a?p y e, w b y"),
        [("deadlock", "y")],
    ),
    "behind a loop that a choice leaves": (
        model(gates(m=XOR, l=XOR, w=f"{XOR} b", y=AND) + tasks("hab"),
              "s m h l m?again, l w a?p y e, w b y"),
        [("never-ends", "y")],
    ),
    "beside a loop without an end": (
        model(gates(x=f"{XOR} m", m=XOR, w=f"{XOR} b", y=AND) + tasks("hab"),
              "s x m h m, x w?other a?p y e, w b y"),
        [("deadlock", "y")],
    ),
    "behind a subprocess that waits for one message after the other": (
        model(node("subProcess", "sub", SUB + gates(m=XOR, g="eventBasedGateway") + tasks("h")
                   + node("intermediateCatchEvent", "c1", caught("m1"))
                   + node("intermediateCatchEvent", "c2", caught("m2"))
                   + chain("is", "m", "g", "c1", "h", "m") + chain("g", "c2", "ie"))
              + gates(w=f"{XOR} b", y=AND) + tasks("ab"), "s sub w a?p y e, w b y"),
        [("deadlock", "y")],
    ),
    "one event of two, both awaited": (
        model(gates(x="eventBasedGateway", y=AND) + node("intermediateCatchEvent", "a", caught("m1"))
              + node("intermediateCatchEvent", "b", TIMER), "s x a y e, x b y"),
        [("never-ends", "y")],
    ),
    "two starts joined": (
        model(gates(y=AND) + tasks("a") + node("startEvent", "s1", caught("m1")), "s y a e, s1 y"),
        [("never-ends", "y"), ("never-runs", "a")],
    ),
    "a task that takes two tokens of one": (
        model(tasks("a") + node("userTask", "c", startQuantity="2"), "s a c e"),
        [("never-ends", "c"), ("never-runs", "c")],
    ),
    "two tokens at once out of a task": (
        model(node("userTask", "a", completionQuantity="2") + tasks("b"), "s a b e"), [("token-doubled", "b")],
    ),
    "inclusive joins that wait for each other": (
        model(gates(x=AND, y=OR, z=OR, k=AND, l=AND) + tasks("abcd"),
              "s x a y k c z l d e, x b z, l y, k e"),
        [("never-ends", "y"), ("never-ends", "z"), ("never-runs", "c"), ("never-runs", "d")],
    ),
    "at times inside a subprocess": (
        model(node("subProcess", "sub", SUB + gates(x=OR, y=AND) + tasks("ab")
                   + chain("is", "x") + flow("x", "b", "=q") + flow("x", "a", "=p")
                   + chain("a", "y", "ie") + chain("b", "y")), "s sub e"),
        [("deadlock", "y")],
    ),
    "for ever inside a subprocess": (
        model(node("subProcess", "sub", SUB + gates(x=f"{XOR} b", y=AND) + tasks("ab")
                   + chain("is", "x", "b", "y", "ie") + flow("x", "a", "=p") + chain("a", "y")), "s sub e"),
        [("deadlock", "y"), ("never-ends", "sub")],
    ),
    "for ever inside a subprocess that has a time limit": (
        model(node("subProcess", "sub", SUB + gates(x=f"{XOR} b", y=AND) + tasks("ab")
                   + chain("is", "x", "b", "y", "ie") + flow("x", "a", "=p") + chain("a", "y"))
              + boundary("t", "sub"), "s sub e, t e"),
        [("deadlock", "y")],
    ),
    "inside an event subprocess": (
        model(tasks("a") + node("subProcess", "sub", node("startEvent", "is", TIMER) + node("endEvent", "ie")
                   + gates(x=f"{XOR} b", y=AND) + tasks("bc") + chain("is", "x", "b", "y", "ie")
                   + flow("x", "c", "=p") + chain("c", "y"), triggeredByEvent="true"), "s a e"),
        [("deadlock", "y")],
    ),
    "other conditions before and behind": (
        model(gates(x=AND, y=AND, k=f"{XOR} k2", k2=XOR, l=f"{XOR} l2", j=AND, l2=XOR) + tasks("abc"),
              "s x a k k2 y e, k j?big, x b l l2 y, l j?small, j c k2, j l2"),
        [("deadlock", "j")],
    ),
    "stuck unless an event ends it": (
        model(tasks("ab") + gates(x=f"{XOR} b", y=AND) + node("subProcess", "sub",
              node("startEvent", "is", TIMER) + node("endEvent", "ie") + chain("is", "ie"),
              triggeredByEvent="true"), "s x a?p y e, x b y"),
        [("deadlock", "y")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_said_of_what_is_sound(name):
    assert found(SOUND[name]) == []


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_wrong_is_found_where_it_is(name):
    xml, expected = UNSOUND[name]
    assert found(xml) == expected
