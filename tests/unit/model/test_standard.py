"""A file by itself is judged by the standard: each of its rules is found, and nothing valid is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Finding
from engine.model.findings import RULES
from engine.model.lint import lint, lint_path
from engine.model.packs import check_file, load_pack
from tests.unit.model.examples import bpmn, pack
from tests.unit.model.plain import (
    END,
    FORMAL,
    START,
    chain,
    data_in,
    file,
    flow,
    gateway,
    io,
    model,
    process,
    refs,
    tag,
    task,
    through,
)
from tests.unit.model.standard_examples import (
    BY_CONDITION,
    CHOREOGRAPHY,
    CONDITION,
    IN_SET,
    INNER,
    LOOP_DATA,
    MANY,
    MULTI,
    ON_MESSAGE,
    SERVICE,
    STANDARD,
    TASK,
    TIMER,
    call,
    event,
    sub,
)


def found(data: bytes) -> list[Finding]:
    return lint({"m.bpmn": data})


def errors(data: bytes) -> list[str]:
    return [f"{f.rule} {f.element}: {f.text}" for f in found(data) if f.severity == "error"]


@pytest.mark.parametrize("rule", sorted(STANDARD))
def test_a_valid_file_is_accepted(rule: str) -> None:
    accepted = STANDARD[rule][0]
    assert errors(accepted) == []
    assert rule not in {f.rule for f in found(accepted)}


@pytest.mark.parametrize(
    ("rule", "number"), [(rule, n) for rule in sorted(STANDARD) for n in range(1, len(STANDARD[rule]))]
)
def test_a_fault_is_found(rule: str, number: int) -> None:
    faults = [f for f in found(STANDARD[rule][number]) if f.rule == rule]
    assert faults
    assert faults[0].text
    assert "{" not in faults[0].text
    assert faults[0].line
    assert faults[0].severity == RULES[rule].severity


def catch(node_id: str, inner: str) -> str:
    return tag("intermediateCatchEvent", node_id, inner)


def waiting(first: str, second: str, more: str = "") -> bytes:
    body = START + tag("eventBasedGateway", "g") + first + second + END
    return model(body + chain("s", "g", "x", "e") + chain("g", "y", "e") + more, SERVICE)


def apart(start: str) -> bytes:
    inner = start + tag("endEvent", "e2") + chain("s2", "e2")
    return model(START + END + chain("s", "e") + tag("subProcess", "u", inner, triggeredByEvent="true"))


T = TIMER.format("PT1H")
XPATH = f'<conditionExpression {FORMAL} language="http://www.w3.org/1999/XPath">/order/sum &gt; 3</conditionExpression>'

#: What no engine needs to run, or ours does not, and the standard allows.
VALID = {
    "nothing but imports": file(""),
    "a collaboration alone": file('<collaboration id="c"><participant id="x"/></collaboration>'),
    "a choreography": file(
        CHOREOGRAPHY.format(tag("startEvent", "s") + TASK + tag("endEvent", "e") + chain("s", "k", "e"))
    ),
    "a call of a conversation": file(
        '<collaboration id="c"><participant id="x"/><callConversation id="k" calledCollaborationRef="g"/>'
        '<conversationLink id="l" sourceRef="x" targetRef="k"/></collaboration><globalConversation id="g"/>'
    ),
    "a service without words of ours": through(task(name="serviceTask", operationRef="o"), before=SERVICE).replace(
        b"</serviceTask>", b"<ioSpecification><inputSet/><outputSet/></ioSpecification></serviceTask>"
    ).replace(b"<outMessageRef>m</outMessageRef>", b""),
    "the values of the standard for who does a task": through(task(name="userTask", implementation="##WebService")),
    "a transaction that compensates": through(
        tag("transaction", "a", tag("startEvent", "s2") + tag("endEvent", "e2") + chain("s2", "e2"), method="##Compensate")
    ),
    "a script in another language": through(task("<script>x = 1</script>", "scriptTask", scriptFormat="text/groovy")),
    "a condition in XPath": model(
        START + tag("exclusiveGateway", "g", default="g_e") + task() + END + chain("s", "g", "e") + flow("g", "a", XPATH) + chain("a", "e")
    ),
    "a timer in another language": event("intermediateCatchEvent", TIMER.format("getDate('x')")),
    "a cycle up to a date": event("intermediateCatchEvent", f"<timerEventDefinition><timeCycle {FORMAL}>R/PT1H/2026-01-01T00:00:00Z</timeCycle></timerEventDefinition>"),
    "a correlation subscription": file(
        '<message id="m"/><correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="m">'
        "<messagePath>x</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
        '<collaboration id="c"><correlationKey id="ck"/></collaboration>'
        + process(INNER + '<correlationSubscription correlationKeyRef="ck"><correlationPropertyBinding'
                  ' correlationPropertyRef="cp"><dataPath>x</dataPath></correlationPropertyBinding></correlationSubscription>')
    ),
    "two plain starts": model(START + tag("startEvent", "s2") + task() + END + chain("s", "a", "e") + chain("s2", "a")),
    "a default flow without conditions beside it": gateway(default="g_y"),
    "a loop without condition": through(task("<standardLoopCharacteristics/>")),
    "links by reference, of different names": STANDARD["link-references"][0],
    "a subprocess without events": sub(tag("task", "x") + tag("task", "y") + chain("x", "y")),
    "no start and no end": model(task() + tag("task", "x") + chain("a", "x")),
    "a data object reference with a name of its own": model(
        INNER + '<dataObject id="d" name="Order"/><dataObjectReference id="r" name="Bill" dataObjectRef="d"/>'
    ),
    "the item of a loop, of a type that is not said": through(task(LOOP_DATA.replace(' itemSubjectRef="{}"', "")), before=MANY),
    "the item of a loop over what has no type": through(
        task(LOOP_DATA.replace('itemSubjectRef="many" isCollection="true"', "").format("i")), before=MANY
    ),
    "data of a type that is not said, handed to a process": call(
        io(data_in(), IN_SET), io(data_in("qin", itemSubjectRef="i"), refs("dataInputRefs", "qin"))
    ),
    "a choreography task at the end of a message flow": file(
        CHOREOGRAPHY.format(TASK) + '<collaboration id="c"><participant id="o" processRef="p"/>'
        '<messageFlow id="f" sourceRef="k" targetRef="a"/><choreographyRef>h</choreographyRef></collaboration>'
        + process(START + task() + END + chain("s", "a", "e"))
    ),
}  # fmt: skip

#: What the rules on graphs find in files of BPMN alone, as in packs.
INVALID = {
    "a drawing with an end and no start": model(task() + END + chain("a", "e")).replace(
        b'isExecutable="true"', b'isExecutable="false"'
    ),
    "a link that leads nowhere": event("intermediateThrowEvent", '<linkEventDefinition name="x"/>'),
    "a timer that is none": event("intermediateCatchEvent", TIMER.format("INVALID")),
    "an event gateway to a task": waiting(catch("x", T), tag("task", "y")),
    "a receive task beside a message": waiting(tag("receiveTask", "x"), catch("y", ON_MESSAGE)),
    "a second way to what an event gateway waits for": waiting(catch("x", T), catch("y", ON_MESSAGE), chain("s", "x")),
    "an event subprocess without trigger": apart(tag("startEvent", "s2")),
    "an event subprocess that starts by cancel": apart(tag("startEvent", "s2", "<cancelEventDefinition/>")),
    "an error that does not interrupt": apart(tag("startEvent", "s2", "<errorEventDefinition/>", isInterrupting="false")),
    "a subprocess that starts by a timer": sub(tag("startEvent", "s2", T) + tag("endEvent", "e2") + chain("s2", "e2")),
    "an artifact as target": model(START + END + chain("s", "e") + '<textAnnotation id="n"/>' + chain("s", "n")),
    "a called process that starts by a message": file(
        SERVICE + process(tag("startEvent", "s9", ON_MESSAGE) + tag("endEvent", "e9") + chain("s9", "e9"), "q")
        + process(START + task(name="callActivity", calledElement="q") + END + chain("s", "a", "e"))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(VALID))
def test_nothing_valid_is_refused(name: str) -> None:
    assert errors(VALID[name]) == []


@pytest.mark.parametrize("name", sorted(INVALID))
def test_other_rules_hold_too(name: str) -> None:
    assert errors(INVALID[name])


def test_what_is_not_executed_is_told_when_a_file_is_linted_and_refuses_when_it_is_run() -> None:
    data = through(task(name="serviceTask"))
    assert {f.rule: f.severity for f in found(data)}["job-type-missing"] == "warning"
    loaded, findings = check_file("m.bpmn", data)
    assert loaded is None
    assert {f.rule: f.severity for f in findings}["job-type-missing"] == "error"


def test_a_file_in_our_dialect_needs_none_of_what_the_dialect_does_without() -> None:
    body = tag("intermediateCatchEvent", "c", '<messageEventDefinition messageRef="m"/>')
    plain = through(body, before='<message id="m"/>')
    spoken = plain.replace(
        b"<definitions ", b'<definitions xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    )
    assert "operation-missing" in {f.rule for f in found(plain)}
    assert "operation-missing" not in {f.rule for f in found(spoken)}
    assert errors(spoken) == []


def without(engine: bool) -> dict[str, bytes]:
    """By rule a file that does without what the rule asks for; engine: it says so in the words of another."""

    def spoken(word: str) -> dict[str, str]:
        return {"xmlns:c": "http://camunda.org/schema/1.0/bpmn", f"c:{word}": "x"} if engine else {}

    named = tag("messageEventDefinition", "d", messageRef="m")
    own = tag("messageEventDefinition", "d", **spoken("topic"))
    loop = tag("multiInstanceLoopCharacteristics", "l", **spoken("collection"))
    person = task(name="userTask", **spoken("assignee"))
    return {
        "message-missing": through(tag("intermediateThrowEvent", "c", own)),
        "operation-missing": through(
            person, tag("intermediateCatchEvent", "c", named), before=tag("message", "m")
        ),
        "loop-count-missing": through(task(loop)),
    }


@pytest.mark.parametrize("rule", ["message-missing", "operation-missing", "loop-count-missing"])
def test_an_engine_that_says_it_in_its_own_words_does_without_those_of_the_standard(rule: str) -> None:
    assert rule in {f.rule for f in found(without(engine=False)[rule])}
    own = without(engine=True)[rule]
    assert errors(own) == []
    assert "foreign-word" in {f.rule for f in found(own)}


def test_feel_that_is_wrong_is_an_error_in_our_dialect_and_no_matter_of_the_standard() -> None:
    wrong = (
        START
        + task()
        + END
        + tag("endEvent", "e2")
        + chain("s", "a", "e2")
        + flow("a", "e", CONDITION.format("x &gt;"))
    )
    assert errors(model(wrong)) == []
    spoken = model(wrong).replace(
        b"<definitions ", b'<definitions xmlns:z="http://camunda.org/schema/zeebe/1.0" '
    )
    assert [text.split()[0] for text in errors(spoken)] == ["feel-syntax"]


def test_a_fault_that_does_not_keep_a_pack_from_running_is_a_warning_there() -> None:
    files = pack(bpmn('<bpmn:startEvent id="s"/><bpmn:textAnnotation id="n" textFormat="x"/>'))
    severities = {f.rule: f.severity for f in load_pack(files)[1]}
    assert severities["text-format"] == "warning"


def imports(namespace: str, location: str = "other.bpmn") -> str:
    kind = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    return f'<import importType="{kind}" location="{location}" namespace="{namespace}"/>'


OTHER = model(INNER, name="q").replace(b'targetNamespace="urn:test"', b'targetNamespace="urn:other"')
STARTED_BY_CONDITION = OTHER.replace(
    b'<startEvent id="s2"></startEvent>', BY_CONDITION.replace("s3", "s2").encode()
)
CALLS = process(START + task(name="callActivity", calledElement="other:q") + END + chain("s", "a", "e"))


@pytest.mark.parametrize(
    ("text", "beside", "rules"),
    [
        (imports("urn:other") + CALLS, OTHER, set()),
        (imports("urn:other") + CALLS, None, {"import-missing"}),
        (imports("urn:other") + CALLS, b"<no xml", {"import-missing", "xml-syntax"}),
        (imports("urn:third") + process(INNER), OTHER, {"import-namespace"}),
        (imports("urn:test") + process(INNER), model(INNER, name="q"), {"import-ids"}),
        (imports("urn:other", "http://elsewhere/x.bpmn") + CALLS, None, set()),
        (imports("urn:other") + CALLS, STARTED_BY_CONDITION, {"called-by-event"}),
        (imports("urn:other") + process(task(name="sendTask", messageRef="other:q")), OTHER, {"reference-kind"}),
        (imports("urn:other") + process(task(name="sendTask", messageRef="other:none")), OTHER, {"reference-nowhere"}),
        (imports("urn:other"), OTHER.replace(b"endEvent", b"task"), {"end-event-required"}),
        (imports("urn:other"), OTHER.replace(b"<process", imports("urn:third", "nothing.bpmn").encode() + b"<process"), {"import-missing"}),
    ],
)  # fmt: skip
def test_what_a_file_imports_is_looked_for_beside_it(
    text: str, beside: bytes | None, rules: set[str], tmp_path: Path
) -> None:
    (tmp_path / "m.bpmn").write_bytes(file(text))
    if beside is not None:
        (tmp_path / "other.bpmn").write_bytes(beside)
    assert {f.rule for f in lint_path(tmp_path / "m.bpmn") if f.severity == "error"} == rules


def test_two_imported_files_of_one_namespace_may_not_share_ids(tmp_path: Path) -> None:
    (tmp_path / "m.bpmn").write_bytes(file(imports("urn:other") + imports("urn:other", "third.bpmn")))
    (tmp_path / "other.bpmn").write_bytes(OTHER)
    (tmp_path / "third.bpmn").write_bytes(OTHER)
    findings = [f for f in lint_path(tmp_path / "m.bpmn") if f.severity == "error"]
    assert [(f.rule, f.params["location"]) for f in findings] == [("import-ids", "third.bpmn")]


@pytest.mark.parametrize(
    ("data", "rules"),
    [(b"<schema/>", set()), (b"<schema>", {"import-missing"}), (b"<!DOCTYPE schema><schema/>", set())],
)
def test_an_imported_schema_must_be_xml(data: bytes, rules: set[str], tmp_path: Path) -> None:
    schema = (
        '<import importType="http://www.w3.org/2001/XMLSchema" location="order.xsd" namespace="urn:order"/>'
    )
    (tmp_path / "m.bpmn").write_bytes(file(schema + process(INNER)))
    assert [f for f in lint_path(tmp_path) if f.severity == "error"] == []
    (tmp_path / "order.xsd").write_bytes(data)
    assert {f.rule for f in lint_path(tmp_path) if f.severity == "error"} == rules


def test_files_that_import_each_other_are_checked_once_each_and_named_as_they_were_found(
    tmp_path: Path,
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "m.bpmn").write_bytes(file(imports("urn:other", "in/other.bpmn") + process(START)))
    back = imports("urn:test", "../m.bpmn").encode() + b"<process"
    (tmp_path / "in/other.bpmn").write_bytes(OTHER.replace(b"<process", back).replace(b"endEvent", b"task"))
    wrong = [
        f"{(tmp_path / name).as_posix()} {process_id}"
        for name, process_id in (("m.bpmn", "p"), ("in/other.bpmn", "q"))
    ]
    for start in (tmp_path / "m.bpmn", tmp_path / "in/other.bpmn", tmp_path):
        found = [f for f in lint_path(start) if f.rule == "end-event-required"]
        assert sorted(f"{Path(f.file).resolve().as_posix()} {f.element}" for f in found) == sorted(wrong)


def test_without_a_folder_nothing_is_said_of_imports() -> None:
    assert errors(file(imports("urn:other") + CALLS)) == []


def test_messages_of_the_schema_name_element_and_value() -> None:
    texts = {f.text for f in found(through(task(MULTI.format(""), colour="red", startQuantity="x")))}
    assert "task has no attribute colour." in texts
    assert "task: `x` is no value of startQuantity." in texts
