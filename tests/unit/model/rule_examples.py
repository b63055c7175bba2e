"""For each lint rule a pack that it accepts and one that it finds fault with."""

from __future__ import annotations

from tests.unit.model.examples import (
    END,
    FORM,
    HEAD,
    PACK_YAML,
    START,
    bpmn,
    chain,
    ext,
    flow,
    line,
    node,
    pack,
    user_task,
)  # fmt: skip

Files = dict[str, bytes]
MESSAGE = '<bpmn:message id="m" name="reply"/>\n'
ERROR = '<bpmn:error id="err" errorCode="E1"/>\n'
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>{}</bpmn:timeDuration></bpmn:timerEventDefinition>"
TAKES = "<bpmn:dataInputAssociation>{}</bpmn:dataInputAssociation>"
PLAIN = pack()
GATEWAY = node("exclusiveGateway", "g", default="g_e")


def task(tag: str, extensions: str, **attributes: str) -> Files:
    """Start, one task of this kind with these extension elements, end."""
    return pack(line("a", a=node(tag, "a", ext(extensions), **({"name": "x"} | attributes))))


def wait(inner: str, before: str = "", tag: str = "intermediateCatchEvent") -> Files:
    """Start, one event with this definition, end."""
    return pack(bpmn(START + node(tag, "c", inner) + END + chain("s", "c", "e"), before))


def boundary(host: str = "a", inner: str = TIMER.format("PT1H")) -> Files:
    event = node("boundaryEvent", "b", inner, attachedToRef=host)
    return pack(
        bpmn(START + user_task("a") + event + END + chain("s", "a", "e") + flow("b", "e"), ERROR + MESSAGE)
    )


def choice(condition: str | None, gateway: str = GATEWAY, second: str | None = None) -> Files:
    """Start, a gateway, and two ways to the end, the upper one with a condition."""
    body = START + gateway + user_task("a") + END + chain("s", "g") + flow("g", "a", condition)
    return pack(bpmn(body + flow("g", "e", second) + flow("a", "e")))


def sub(inner: str, outside: str = "", **attributes: str) -> Files:
    body = START + node("subProcess", "sub", inner, **attributes) + END + chain("s", "sub", "e") + outside
    return pack(bpmn(body))


def event_subprocess(inner: str) -> Files:
    apart = node("subProcess", "sub", inner, triggeredByEvent="true")
    return pack(bpmn(START + user_task("a") + apart + END + chain("s", "a", "e"), ERROR + MESSAGE))


def event_gateway(first: str, second: str) -> Files:
    body = START + node("eventBasedGateway", "g") + first + second + END
    return pack(bpmn(body + chain("s", "g", "x", "e") + chain("g", "y", "e"), MESSAGE))


def correlated(path: str) -> str:
    """A message whose correlation key is found at this path."""
    read = f'messageRef="m"><bpmn:messagePath>{path}</bpmn:messagePath>'
    key = '<bpmn:correlationKey id="k"><bpmn:correlationPropertyRef>cp</bpmn:correlationPropertyRef></bpmn:correlationKey>'
    return (
        f'{MESSAGE}<bpmn:correlationProperty id="cp"><bpmn:correlationPropertyRetrievalExpression {read}'
        "</bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>"
        f'<bpmn:collaboration id="co">{key}</bpmn:collaboration>'
    )


def catch(node_id: str, inner: str) -> str:
    return node("intermediateCatchEvent", node_id, inner)


def split(tag: str, join: str = "parallelGateway") -> Files:
    """Start, two tasks between a gateway of this kind and one that joins, another task, end."""
    body = START + node(tag, "g") + node(join, "j") + user_task("a") + user_task("b") + user_task("c") + END
    asks = None if tag == "parallelGateway" else "days &gt; {}"
    ways = "".join(flow("g", way, asks and asks.format(at)) for at, way in enumerate("ab"))
    return pack(bpmn(body + ways + chain("s", "g") + chain("a", "j", "c", "e") + chain("b", "j")))


def link(throws: str, catches: str) -> Files:
    throw = node("intermediateThrowEvent", "t", f'<bpmn:linkEventDefinition name="{throws}"/>')
    caught = node("intermediateCatchEvent", "c", f'<bpmn:linkEventDefinition name="{catches}"/>')
    return pack(bpmn(START + throw + caught + END + chain("s", "t") + chain("c", "e")))


def field(inner: str) -> Files:
    """A pack whose form has one field."""
    return pack(form='{"id": "ask", "components": [{' + inner + "}]}")


def yaml(before: str = "", after: str = "", add: str = "") -> Files:
    return pack(pack_yaml=PACK_YAML.replace(before, after) + add)


INNER = '<bpmn:startEvent id="s2"/><bpmn:endEvent id="e2"/>' + chain("s2", "e2")
ON_MESSAGE = '<bpmn:messageEventDefinition messageRef="m"/>'
INNER_ON_MESSAGE = node("startEvent", "s2", ON_MESSAGE) + node("endEvent", "e2") + chain("s2", "e2")
EMPTY_LOOP = "<bpmn:multiInstanceLoopCharacteristics>{}</bpmn:multiInstanceLoopCharacteristics>"
LOOP = EMPTY_LOOP.format(ext('<zeebe:loopCharacteristics inputCollection="=days" inputElement="d"/>'))
DEEP = "<x>" * 230 + "</x>" * 230
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">
<decision id="grade" name="Grade"><variable id="v" name="Grade"/><decisionTable id="t">
<input id="i"><inputExpression id="ie"><text>days</text></inputExpression></input><output id="o" name="grade"/>
<rule id="r"><inputEntry id="re"><text>&gt; 3</text></inputEntry><outputEntry id="ro"><text>"long"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
DECIDE = '<zeebe:calledDecision decisionId="{}" resultVariable="x"/>'
CALL = '<zeebe:calledElement processId="{}"/>'

Q_BPMN = bpmn(START + END + chain("s", "e"), process_id="q", executable="false")

STARTED_BY_MESSAGE = bpmn(
    INNER_ON_MESSAGE.replace('"m"', '"qm"'), before=MESSAGE.replace('"m"', '"qm"'), process_id="q"
)

#: rule: (accepted, found)
EXAMPLES: dict[str, tuple[Files, Files]] = {
    "xml-too-large": (PLAIN, pack(bpmn(START + END + chain("s", "e") + DEEP))),
    "xml-doctype": (PLAIN, pack(line("a").replace(b"<bpmn:def", b"<!DOCTYPE x><bpmn:def", 1))),
    "xml-encoding": (
        pack(line("a").decode().replace("UTF-8", "gb18030").encode("gb18030")),
        pack(line("a").replace(b"UTF-8", b"UTF-7")),
    ),
    "xml-syntax": (PLAIN, pack(line("a")[:-30])),
    "not-bpmn": (PLAIN, pack("<definitions/>")),
    "file-too-large": (PLAIN, pack(**{"documents/x.docx": b"x" * 20_000_001})),
    "pack-path": (PLAIN, pack(**{"../x.docx": b""})),
    "pack-missing": (PLAIN, pack(pack_yaml=None)),
    "pack-syntax": (PLAIN, yaml("deadlines:", "deadline:")),
    "process-missing": (PLAIN, pack(HEAD + "</bpmn:definitions>")),
    "process-unique": (PLAIN, pack(**{"q.bpmn": line("a")})),
    "main-process": (PLAIN, yaml("process: p", "process: q")),
    "form-syntax": (PLAIN, pack(form="[]")),
    "form-unique": (PLAIN, pack(**{"forms/other.form.json": FORM})),
    "form-component": (field('"type": "textfield", "key": "a"'), field('"type": "iframe", "key": "a"')),
    "form-key": (field('"type": "textfield", "key": "a"'), field('"type": "textfield"')),
    "form-feel": (
        field('"type": "number", "key": "a", "conditional": {"hide": "=b > 1"}'),
        field('"type": "number", "key": "a", "conditional": {"hide": "=b >"}'),
    ),
    "form-browser": (
        field('"type": "number", "key": "a", "conditional": {"hide": "=a = null"}'),
        field('"type": "number", "key": "a", "conditional": {"hide": "=not(is defined(a))"}'),
    ),
    "form-options": (
        field('"type": "select", "key": "a", "valuesKey": "list"'), field('"type": "select", "key": "a"'),
    ),
    "form-validate": (
        field('"type": "number", "key": "a", "validate": {"min": 1}'),
        field('"type": "number", "key": "a", "validate": {"least": 1}'),
    ),
    "id-unique": (PLAIN, pack(bpmn(START + user_task("e") + END + chain("s", "e")))),
    "flow-dangling": (PLAIN, pack(bpmn(START + END + chain("s", "e") + flow("s", "nowhere")))),
    "flow-crosses-scope": (sub(INNER), sub(INNER, flow("s2", "e", flow_id="f"))),
    "flow-unexpected": (PLAIN, pack(bpmn(START + user_task("a") + END + chain("s", "a", "e", "a")))),
    "flow-references": (
        pack(line("a", a=user_task("a", "<bpmn:incoming>s_a</bpmn:incoming>"))),
        pack(line("a", a=user_task("a", "<bpmn:incoming>other</bpmn:incoming>"))),
    ),
    "boundary-attached": (boundary(), boundary(host="e")),
    "start-event-required": (sub(INNER), pack(bpmn(user_task("a") + END + chain("a", "e")))),
    "start-event-multiple-none": (
        PLAIN, pack(bpmn(START + node("startEvent", "s3") + END + chain("s", "e") + chain("s3", "e"))),
    ),
    "event-subprocess-one-start": (event_subprocess(INNER_ON_MESSAGE), event_subprocess(INNER)),
    "event-position": (wait(TIMER.format("PT1H")), wait("<bpmn:terminateEventDefinition/>")),
    "link-pair": (link("x", "x"), link("x", "y")),
    "default-flow-valid": (choice("days &gt; 3"), choice(None, GATEWAY.replace("g_e", "s_g"))),
    "default-flow-condition": (choice("days &gt; 3"), choice("days &gt; 3", second="days &lt; 4")),
    "condition-on-parallel-gateway": (choice("days &gt; 3"), choice("days &gt; 3", node("parallelGateway", "g"))),
    "condition-missing": (choice("days &gt; 3"), choice(None)),
    "gateway-without-default": (
        choice("days &gt; 3"), choice("days &gt; 3", node("exclusiveGateway", "g"), "days &lt; 4"),
    ),
    "event-gateway-targets": (
        event_gateway(catch("x", TIMER.format("PT1H")), catch("y", ON_MESSAGE)),
        event_gateway(catch("x", TIMER.format("PT1H")), user_task("y")),
    ),
    "unreachable": (PLAIN, pack(bpmn(START + user_task("a") + END + chain("s", "e") + chain("a", "e")))),
    "no-way-to-end": (
        PLAIN, pack(bpmn(START + user_task("a") + user_task("b") + END + chain("s", "a", "b", "a"))),
    ),
    "never-ends": (split("parallelGateway"), split("exclusiveGateway")),
    "deadlock": (split("parallelGateway"), split("inclusiveGateway")),
    "token-doubled": (
        split("exclusiveGateway", "exclusiveGateway"), split("parallelGateway", "exclusiveGateway"),
    ),
    "never-runs": (split("parallelGateway"), split("exclusiveGateway")),
    "name-missing": (PLAIN, pack(line("a", a=user_task("a", name="")))),
    "missing-assignee": (PLAIN, task("userTask", '<banjian:deadline days="1"/>')),
    "missing-deadline": (PLAIN, task("userTask", '<zeebe:assignmentDefinition candidateGroups="clerk"/>')),
    "reminder-without-deadline": (
        task("userTask", '<banjian:deadline days="9"/><banjian:reminder before="3"/>'),
        task("userTask", '<banjian:reminder before="3"/>'),
    ),
    "extension-unknown": (PLAIN, task("userTask", '<banjian:dedline days="1"/>')),
    "extension-misplaced": (PLAIN, task("task", '<banjian:deadline days="1"/>')),
    "extension-attribute": (
        task("userTask", '<banjian:deadline days="1"/>'), task("userTask", '<banjian:deadline days="1" counts="working"/>'),
    ),
    "element-misplaced": (PLAIN, pack(line("a", a=user_task("a", node("task", "lost"))))),
    "flag-valid": (
        pack(line("a", a=user_task("a", startQuantity="1", isForCompensation="false"))),
        pack(line("a", a=user_task("a", isForCompensation="False"))),
    ),
    "event-name-fixed": (
        pack(bpmn(node("startEvent", "s", ON_MESSAGE) + END + chain("s", "e"), MESSAGE)),
        pack(bpmn(node("startEvent", "s", ON_MESSAGE) + END + chain("s", "e"), MESSAGE.replace("reply", "=days"))),
    ),
    "extension-value": (PLAIN, task("userTask", '<banjian:deadline days="some"/>')),
    "unsupported": (PLAIN, pack(line("a", a=node("callChoreography", "a")))),
    "condition-missing-event": (
        wait("<bpmn:conditionalEventDefinition><bpmn:condition>days &gt; 1</bpmn:condition></bpmn:conditionalEventDefinition>"),
        wait("<bpmn:conditionalEventDefinition/>"),
    ),
    "data-association": (
        pack(line("a", a=user_task("a", TAKES.format("<bpmn:sourceRef>d</bpmn:sourceRef><bpmn:targetRef>x</bpmn:targetRef>")))),
        pack(line("a", a=user_task("a", TAKES.format("<bpmn:sourceRef>d</bpmn:sourceRef>")))),
    ),
    "loop-endless": (
        pack(line("a", a=user_task("a", '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'))),
        pack(line("a", a=user_task("a", "<bpmn:standardLoopCharacteristics/>"))),
    ),
    "quantity": (
        pack(line("a", a=user_task("a", completionQuantity="2"))), pack(line("a", a=user_task("a", startQuantity="0"))),
    ),
    "foreign-word": (
        pack(line("a", a=user_task("a", ext('<c7:icon xmlns:c7="http://camunda.org/schema/1.0/bpmn"/>')))),
        pack(line("a", a=user_task("a", ext('<c7:formData xmlns:c7="http://camunda.org/schema/1.0/bpmn"/>')))),
    ),
    "feel-syntax": (choice("days &gt; 3"), choice("days &gt;")),
    "not-feel": (choice("days &gt; 3"), choice("${days > 3}")),
    "condition-empty": (choice("days &gt; 3"), choice(" ")),
    "timer-syntax": (wait(TIMER.format("P1DT12H")), wait(TIMER.format("1 day"))),
    "timer-missing": (wait(TIMER.format("=days")), wait("<bpmn:timerEventDefinition/>")),
    "event-reference": (wait(ON_MESSAGE, MESSAGE), wait(ON_MESSAGE)),
    "correlation-key": (wait(ON_MESSAGE, correlated("number")), wait(ON_MESSAGE, correlated(""))),
    "loop-without-collection": (
        pack(line("a", a=user_task("a", LOOP))), pack(line("a", a=user_task("a", EMPTY_LOOP.format("")))),
    ),
    "script-missing": (task("scriptTask", '<zeebe:script expression="=1" resultVariable="x"/>'), task("scriptTask", "")),
    "script-language": (
        pack(line("a", a=node("scriptTask", "a", "<bpmn:script>1 + 1</bpmn:script>", scriptFormat="feel"))),
        pack(line("a", a=node("scriptTask", "a", "<bpmn:script>1 + 1</bpmn:script>", scriptFormat="python"))),
    ),
    "job-type-missing": (task("serviceTask", '<zeebe:taskDefinition type="mail"/>'), task("serviceTask", "")),
    "decision-missing": (
        task("businessRuleTask", '<zeebe:taskDefinition type="rules"/>'), task("businessRuleTask", ""),
    ),
    "called-missing": (task("callActivity", CALL.format("p")), task("callActivity", "")),
    "called-executable": (
        task("callActivity", CALL.format("p")),
        task("callActivity", CALL.format("q")) | {"q.bpmn": Q_BPMN},
    ),
    "called-start": (
        task("callActivity", CALL.format("p")),
        task("callActivity", CALL.format("q")) | {"q.bpmn": STARTED_BY_MESSAGE},
    ),
    "called-exists": (task("callActivity", CALL.format("p")), task("callActivity", CALL.format("q"))),
    "form-exists": (
        task("userTask", '<zeebe:formDefinition formId="ask"/>'), task("userTask", '<zeebe:formDefinition formId="aks"/>'),
    ),
    "decision-exists": (
        task("businessRuleTask", DECIDE.format("grade")) | {"grade.dmn": TABLE.encode()},
        task("businessRuleTask", DECIDE.format("grade")),
    ),
    "decision-unique": (
        pack(**{"a.dmn": TABLE}), pack(**{"a.dmn": TABLE, "b.dmn": TABLE}),
    ),
    "document-exists": (
        PLAIN,
        task("serviceTask", '<zeebe:taskDefinition type="t"/><zeebe:taskHeaders>'
             '<zeebe:header key="template" value="documents/none.docx"/></zeebe:taskHeaders>'),
    ),
    "group-known": (PLAIN, task("userTask", '<zeebe:assignmentDefinition candidateGroups="clerc"/>')),
    "deadline-known": (PLAIN, task("userTask", '<banjian:deadline ref="rely"/>')),
    "variable-unknown": (choice("days &gt; 3"), choice("dayss &gt; 3")),
    "function-unknown": (choice("working days after(days, 3) = null"), choice("len(days) &gt; 3")),
}  # fmt: skip
