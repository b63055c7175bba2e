"""For each rule of the standard a file in BPMN alone that it accepts, and files that it finds fault with."""

from __future__ import annotations

from tests.unit.model.plain import (
    END,
    FORMAL,
    START,
    boundary,
    chain,
    data_in,
    data_out,
    file,
    flow,
    gateway,
    io,
    item,
    model,
    pools,
    process,
    refs,
    tag,
    takes,
    task,
    through,
)  # fmt: skip

MESSAGE = '<message id="m" name="order" itemRef="i"/>'
SERVICE = (
    item() + MESSAGE + '<interface id="if" name="shop"><operation id="o" name="buy">'
    "<inMessageRef>m</inMessageRef><outMessageRef>m</outMessageRef></operation></interface>"
)
ON_MESSAGE = '<messageEventDefinition messageRef="m"><operationRef>o</operationRef></messageEventDefinition>'
TIMER = f"<timerEventDefinition><timeDuration {FORMAL}>{{}}</timeDuration></timerEventDefinition>"
CONDITION = f"<conditionExpression {FORMAL}>{{}}</conditionExpression>"
INNER = tag("startEvent", "s2") + tag("endEvent", "e2") + chain("s2", "e2")
DATA = '<dataObject id="d" name="Order" itemSubjectRef="i"/><dataObjectReference id="r" dataObjectRef="d"/>'
IN_SET, OUT_SET = refs("dataInputRefs", "in"), refs("dataOutputRefs", "out")
COMPENSATED = "<compensateEventDefinition/>"
MULTI = "<multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics>"
CARDINALITY = f"<loopCardinality {FORMAL}>3</loopCardinality>"


def event(name: str, inner: str, before: str = "") -> bytes:
    return through(tag(name, "c", inner), before=before)


def compensation(inner: str, activity: str = 'isForCompensation="true"', more: str = "") -> bytes:
    attached = tag("boundaryEvent", "b", COMPENSATED, attachedToRef="a")
    body = START + task() + attached + f'<task id="undo" {activity}/>' + END + chain("s", "a", "e") + more
    return model(body + inner)


LINKED = '<association id="l" sourceRef="b" targetRef="undo"/>'


def links(target: str, source: str, name: str = "far", inside: bool = False) -> bytes:
    throw = tag(
        "intermediateThrowEvent",
        "t",
        tag("linkEventDefinition", "l1", refs("target", *target.split()), name="near"),
    )
    caught = tag(
        "intermediateCatchEvent",
        "c",
        tag("linkEventDefinition", "l2", refs("source", *source.split()), name=name),
    )
    after = caught + tag("endEvent", "e3") + chain("c", "e3")
    return model(
        START
        + throw
        + chain("s", "t")
        + END
        + tag("task", "x")
        + chain("s", "x", "e")
        + (tag("subProcess", "u", after) + chain("x", "u", "e") if inside else after)
    )


def listed(start: str = "s_a", inner: str | None = None, end: str = "a_e") -> bytes:
    """A task between start and end, whose flows are named by entries too."""
    both = refs("incoming", "s_a") + refs("outgoing", "a_e")
    first = tag("startEvent", "s", refs("outgoing", *start.split()))
    last = tag("endEvent", "e", refs("incoming", *end.split()))
    return model(first + task(both if inner is None else inner) + last + chain("s", "a", "e"))


def sub(inner: str, name: str = "subProcess", **attributes: str) -> bytes:
    return through(tag(name, "u", inner, **attributes))


def call(own: str, called: str) -> bytes:
    caller = through(task(own, "callActivity", calledElement="q")).decode().replace("</definitions>", "")
    return (
        caller + process(called + INNER, "q") + item() + item("j", structureRef="xsd:int") + "</definitions>"
    ).encode()


def called(start: str, more: str = "", **attributes: str) -> bytes:
    """A call of a process that has this start, and what else is given."""
    body = start + more + tag("endEvent", "e3") + chain("s3", "e3")
    caller = process(START + task(name="callActivity", calledElement="q") + END + chain("s", "a", "e"))
    return file(f'<conditionalEventDefinition id="d">{ON_CONDITION}</conditionalEventDefinition>' + caller
                + process(body, "q", **attributes))  # fmt: skip


ON_CONDITION = f"<condition {FORMAL}>x</condition>"
BY_CONDITION = tag(
    "startEvent", "s3", f"<conditionalEventDefinition>{ON_CONDITION}</conditionalEventDefinition>"
)
SENDS = task(io(data_in(itemSubjectRef="i"), IN_SET), "sendTask", messageRef="m")
SERVES = task(
    io(data_in(itemSubjectRef="i") + data_out(itemSubjectRef="i"), IN_SET, OUT_SET),
    "serviceTask",
    operationRef="o",
)
LOOP_DATA = io(data_in(itemSubjectRef="many", isCollection="true"), IN_SET) + MULTI.format(
    '<loopDataInputRef>in</loopDataInputRef><inputDataItem id="one" itemSubjectRef="{}"/>'
)
MANY = item() + item("many", isCollection="true") + item("j", structureRef="xsd:int")
EXPOSED = "<supportedInterfaceRef>if</supportedInterfaceRef>" + io(
    data_in(itemSubjectRef="i") + data_out(itemSubjectRef="{}"), IN_SET, OUT_SET
)
BINDING = '<ioBinding operationRef="o" inputDataRef="in" outputDataRef="out"/>'
WITH_DATA = data_out(itemSubjectRef="{}") + "<outputSet>" + OUT_SET + "</outputSet>" + ON_MESSAGE
CHOREOGRAPHY = '<choreography id="h"><participant id="x1"/><participant id="x2"/><messageFlow id="mf" sourceRef="x1" targetRef="x2"/>{}</choreography>'
CLOSED = CHOREOGRAPHY.replace('id="h"', 'id="h" isClosed="true"').format("")
TASK = (
    "<choreographyTask id='k' initiatingParticipantRef='x1'>"
    + refs("participantRef", "x1", "x2")
    + refs("messageFlowRef", "mf")
    + "</choreographyTask>"
)
PLAIN = through(task())

#: rule: (accepted, found ...)
STANDARD: dict[str, tuple[bytes, ...]] = {
    "schema-element": (
        PLAIN, file('<property id="d"/>' + process(INNER)), through(task(COMPENSATED)),
        through(tag("intermediateCatchEvent", "c", "<timerEventDefinition><timeDate>2026-01-01</timeDate><timeDuration>PT1H</timeDuration></timerEventDefinition>")),
        file(process(INNER) + '<resource id="x" name="x"/>' + process(task("<performer id='w'><resourceRef>x</resourceRef><resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></performer>"), "q")),
        model(START + END + chain("s", "e") + "stray"),
        through(task("<incoming><task id='b'/></incoming>")),
    ),
    "schema-attribute": (
        PLAIN, through(task(colour="red")), gateway("parallelGateway", default="g_x"),
        through(task("<incoming name='x'>s_a</incoming>")),
    ),
    "schema-missing": (
        PLAIN, model(INNER + '<association id="x" sourceRef="s2"/>'), through(task("<ioSpecification/>")),
        event("intermediateCatchEvent", "<conditionalEventDefinition/>"),
    ),
    "schema-value": (
        PLAIN, through(task(completionQuantity="many")), gateway(gatewayDirection="Sideways"),
        model(START + task() + END + chain("s", "a") + flow("a", "e", f'<conditionExpression {FORMAL} language="no%!">x</conditionExpression>')),
    ),
    "schema-id": (PLAIN, through('<task id="1 a"/>')),
    "schema-order": (PLAIN, through(task("<outgoing>a_e</outgoing><incoming>s_a</incoming>"))),
    "reference-nowhere": (
        through(task(name="sendTask", messageRef="tns:m"), before=item() + MESSAGE),
        through(task(name="sendTask", messageRef="n")),
        model(INNER + '<dataObjectReference id="r" dataObjectRef="d"/>'), through(task("<incoming>x</incoming>")),
        model(INNER + '<association id="x" sourceRef="s2" targetRef="nothing"/>'),
    ),
    "reference-loose": (through(task(name="callActivity", calledElement="p")), through(task(name="callActivity", calledElement="q"))),
    "reference-kind": (
        through(task(name="sendTask", messageRef="m"), before=item() + MESSAGE),
        through(task(name="sendTask", messageRef="i"), before=item() + MESSAGE),
        file(process(INNER, definitionalCollaborationRef="i") + item()), pools('sourceRef="t1" targetRef="t2" messageRef="p1"'),
        boundary(TIMER.format("PT1H"), '<task id="x"/>' + START.replace('"s"', '"a"')),
        through(task(name="callActivity", calledElement="s")),
        file(SERVICE.replace("</operation>", "<errorRef>m</errorRef></operation>") + process(INNER)),
        through(task(io(data_in(), IN_SET) + takes("s"))),
    ),
    "entry-contradicts": (listed(), through(task("<incoming>a_e</incoming>"))),
    "entry-missing": (
        listed(), listed(start=""), listed(end=""), listed(inner=refs("incoming", "s_a")), through(task(refs("outgoing", "a_e"))),
    ),
    "data-in-subprocess": (sub(INNER), sub(io("") + INNER), sub(io("") + INNER, "transaction")),
    "data-without-set": (through(task(io(data_in(), IN_SET))), through(task(io(data_in()))), through(task(io(data_out())))),
    "set-part-unlisted": (
        through(task(io(data_in(), IN_SET + refs("optionalInputRefs", "in")))),
        through(task(io(data_in() + data_in("b"), IN_SET + refs("dataInputRefs", "b") + refs("optionalInputRefs", "z")))),
        through(task(io(data_in(), refs("whileExecutingInputRefs", "in")))),
        through(task(io(data_out(), "", refs("optionalOutputRefs", "out")))),
        through(task(io(data_out(), "", refs("whileExecutingOutputRefs", "out")))),
    ),
    "set-pair": (
        through(task('<ioSpecification><inputSet id="x"><outputSetRefs>y</outputSetRefs></inputSet><outputSet id="y"><inputSetRefs>x</inputSetRefs></outputSet></ioSpecification>')),
        through(task('<ioSpecification><inputSet id="x"><outputSetRefs>y</outputSetRefs></inputSet><outputSet id="y"/></ioSpecification>')),
        through(task('<ioSpecification><inputSet id="x"/><outputSet id="y"><inputSetRefs>x</inputSetRefs></outputSet></ioSpecification>')),
    ),
    "data-association-sources": (
        through(task(io(data_in(), IN_SET) + takes("r")), after=DATA, before=item()),
        through(task(io(data_in(), IN_SET) + takes("r r")), after=DATA, before=item()),
    ),
    "data-association-items": (
        through(task(io(data_in(itemSubjectRef="j"), IN_SET) + takes("r")), after=DATA, before=item() + item("j")),
        through(task(io(data_in(itemSubjectRef="j"), IN_SET) + takes("r")), after=DATA, before=item() + item("j", structureRef="xsd:int")),
    ),
    "data-association-end": (
        model(io(data_in("pin"), refs("dataInputRefs", "pin")) + START + task(io(data_in(), IN_SET) + takes("pin")) + END + chain("s", "a", "e")),
        model(io(data_in("pin"), refs("dataInputRefs", "pin")) + START + task(io(data_out(), "", OUT_SET) + "<dataOutputAssociation><sourceRef>out</sourceRef><targetRef>pin</targetRef></dataOutputAssociation>") + END + chain("s", "a", "e")),
    ),
    "collection-differs": (
        model(INNER + '<dataObject id="d" itemSubjectRef="i" isCollection="true"/>', item(isCollection="true")),
        model(INNER + '<dataObject id="d" itemSubjectRef="i"/>', item(isCollection="true")),
        through(task(io(data_out(itemSubjectRef="i", isCollection="true"), "", OUT_SET)), before=item()),
    ),
    "data-object-name": (
        model(INNER + '<dataObject id="d" name="Order"/><dataObjectReference id="r" name="Order [paid]" dataObjectRef="d"><dataState name="paid"/></dataObjectReference>'),
        model(INNER + '<dataObject id="d" name="Order"/><dataObjectReference id="r" name="2" dataObjectRef="d"><dataState name="paid"/></dataObjectReference>'),
        model(INNER + '<dataObject id="d" name="Order"/><dataObjectReference id="r" name="Order" dataObjectRef="d"><dataState name="paid"/></dataObjectReference>'),
    ),
    "event-data-count": (
        event("intermediateCatchEvent", WITH_DATA.format("i"), SERVICE),
        event("intermediateCatchEvent", data_out(itemSubjectRef="i") + data_out("b", itemSubjectRef="i") + "<outputSet>" + OUT_SET + refs("dataOutputRefs", "b") + "</outputSet>" + ON_MESSAGE, SERVICE),
    ),
    "event-data-items": (
        event("intermediateCatchEvent", WITH_DATA.format("i"), SERVICE),
        event("intermediateCatchEvent", WITH_DATA.format("j"), SERVICE + item("j", structureRef="xsd:int")),
    ),
    "loop-data": (
        through(task(LOOP_DATA.format("i")), before=MANY),
        through(task(MULTI.format("<loopDataInputRef>r</loopDataInputRef>")), after=DATA, before=item()),
    ),
    "loop-item": (
        through(task(LOOP_DATA.format("i")), before=MANY), through(task(LOOP_DATA.format("j")), before=MANY),
        through(task(LOOP_DATA.format("many")), before=MANY),
    ),
    "service-sets": (
        through(SERVES, before=SERVICE), through(task(name="serviceTask", operationRef="o"), before=SERVICE),
        through(SERVES.replace("</ioSpecification>", "<outputSet/></ioSpecification>"), before=SERVICE),
    ),
    "message-sets": (
        through(SENDS, before=item() + MESSAGE),
        through(SENDS.replace("<inputSet>", "<inputSet/><inputSet>"), before=item() + MESSAGE),
        through(SENDS.replace("<inputSet>", data_in("b", itemSubjectRef="i") + "<inputSet><dataInputRefs>b</dataInputRefs>"), before=item() + MESSAGE),
    ),
    "message-data": (
        through(SENDS, before=item() + MESSAGE),
        through(SENDS, before=item() + MESSAGE.replace('"i"', '"j"') + item("j", structureRef="xsd:int")),
        through(task(io(data_out(), "", OUT_SET), "receiveTask", messageRef="m"), before=item() + MESSAGE),
    ),
    "operation-data": (
        through(SERVES, before=SERVICE), through(SERVES.replace('"i"', '"j"'), before=SERVICE + item("j", structureRef="xsd:int")),
    ),
    "message-missing": (
        event("intermediateCatchEvent", ON_MESSAGE, SERVICE),
        event("intermediateCatchEvent", ON_MESSAGE.replace(' messageRef="m"', ""), SERVICE),
    ),
    "operation-missing": (
        event("intermediateCatchEvent", ON_MESSAGE, SERVICE), event("intermediateThrowEvent", '<messageEventDefinition messageRef="m"/>', SERVICE),
    ),
    "code-missing": (
        event("intermediateThrowEvent", '<escalationEventDefinition escalationRef="x"/>', '<escalation id="x" escalationCode="1"/>'),
        event("intermediateThrowEvent", '<escalationEventDefinition escalationRef="x"/>', '<escalation id="x"/>'),
        model(START + tag("endEvent", "e", "<errorEventDefinition/>") + chain("s", "e")),
    ),
    "script-format": (
        through(task("<script>x</script>", "scriptTask", scriptFormat="text/x-groovy")), through(task("<script>x</script>", "scriptTask")),
    ),
    "interface-binding": (
        model(EXPOSED.format("i") + BINDING + INNER, SERVICE), model(EXPOSED.format("i") + INNER, SERVICE),
        model(EXPOSED.format("j") + BINDING + INNER, SERVICE + item("j", structureRef="xsd:int")),
    ),
    "called-by-event": (
        called(BY_CONDITION, INNER), called(BY_CONDITION), called(BY_CONDITION, isExecutable="false"),
        called(tag("startEvent", "s3", refs("eventDefinitionRef", "d"))),
        called(tag("receiveTask", "s3", instantiate="true")),
    ),
    "call-data": (
        call(io(data_in(itemSubjectRef="i"), IN_SET), io(data_in("qin", itemSubjectRef="i"), refs("dataInputRefs", "qin"))),
        call("", io(data_in("qin", itemSubjectRef="i"), refs("dataInputRefs", "qin"))),
        call(io(data_in(itemSubjectRef="j"), IN_SET), io(data_in("qin", itemSubjectRef="i"), refs("dataInputRefs", "qin"))),
    ),
    "expression-formal": (
        event("intermediateCatchEvent", TIMER.format("PT1H")), event("intermediateCatchEvent", TIMER.format("PT1H").replace(FORMAL, "")),
        through(task(MULTI.format("<loopCardinality>three</loopCardinality>"))),
        event("intermediateCatchEvent", "<conditionalEventDefinition><condition>it rains</condition></conditionalEventDefinition>"),
    ),
    "expression-empty": (
        event("intermediateCatchEvent", TIMER.format("PT1H")), event("intermediateCatchEvent", TIMER.format("")),
        through(task(io(data_in(), IN_SET) + takes("r", more="<transformation/>")), after=DATA, before=item()),
    ),
    "loop-count-missing": (through(task(MULTI.format(CARDINALITY))), through(task(MULTI.format("")))),
    "flow-not-immediate": (
        PLAIN, model(START + END + flow("s", "e", isImmediate="false")),
    ),
    "public-executable": (model(INNER, processType="Public", isExecutable="false"), model(INNER, processType="Public")),
    "text-format": (
        model(INNER + '<textAnnotation id="n" textFormat="text/html"/>'), model(INNER + '<textAnnotation id="n" textFormat="html"/>'),
    ),
    "message-flow-pools": (
        pools('sourceRef="t1" targetRef="t2"'), pools('sourceRef="t1" targetRef="e1"'), pools('sourceRef="p1" targetRef="t1"'),
        pools('sourceRef="t1" targetRef="t1"'),
    ),
    "message-flow-end": (
        pools('sourceRef="t1" targetRef="s2"', second=ON_MESSAGE, before=SERVICE), pools('sourceRef="t1" targetRef="s2"'),
        pools('sourceRef="s1" targetRef="t2"'), pools('sourceRef="t1" targetRef="e2"'), pools('sourceRef="e1" targetRef="t2"'),
    ),
    "participant-multiplicity": (
        file('<collaboration id="c"><participant id="x"><participantMultiplicity minimum="2" maximum="2"/></participant></collaboration>'),
        file('<collaboration id="c"><participant id="x"><participantMultiplicity minimum="-1"/></participant></collaboration>'),
        file('<collaboration id="c"><participant id="x"><participantMultiplicity minimum="3" maximum="2"/></participant></collaboration>'),
        file('<collaboration id="c"><participant id="x"><participantMultiplicity maximum="0"/></participant></collaboration>'),
    ),
    "choreography-reference": (
        file(CHOREOGRAPHY.format(TASK) + '<collaboration id="c"><choreographyRef>h</choreographyRef></collaboration>'),
        file(CHOREOGRAPHY.format("<choreographyRef>h</choreographyRef>")),
        file(CHOREOGRAPHY.format("") + '<globalConversation id="c"><choreographyRef>h</choreographyRef></globalConversation>'),
    ),
    "import-elsewhere": (PLAIN, file('<import importType="x" location="http://example.org/x.bpmn" namespace="urn:x"/>')),
    "choreography-closed": (
        file(CLOSED + '<collaboration id="c" isClosed="1"><choreographyRef>h</choreographyRef></collaboration>'),
        file(CLOSED + '<collaboration id="c"><choreographyRef>h</choreographyRef></collaboration>'),
        file(CHOREOGRAPHY.format(TASK) + '<collaboration id="c" isClosed="true"><choreographyRef>h</choreographyRef></collaboration>'),
    ),
    "global-conversation-content": (
        file('<globalConversation id="c"><participant id="x"/></globalConversation>'),
        file('<globalConversation id="c"><conversation id="x"/></globalConversation>'),
        file('<globalConversation id="c"><textAnnotation id="x"/></globalConversation>'),
    ),
    "choreography-in-process": (
        file(CHOREOGRAPHY.format(TASK)), file(CHOREOGRAPHY.format("") + process(START + TASK + END + chain("s", "k", "e"))),
        file(CHOREOGRAPHY.format("") + process(START + tag("transaction", "u", TASK) + END + chain("s", "u", "e"))),
    ),
    "definition-shared": (
        file('<terminateEventDefinition id="x"/>' + process(START + tag("endEvent", "e", "<eventDefinitionRef>x</eventDefinitionRef>") + chain("s", "e"))),
        model(START + task() + tag("endEvent", "e", '<terminateEventDefinition id="x"/>') + tag("endEvent", "e2", "<eventDefinitionRef>x</eventDefinitionRef>") + chain("s", "a", "e") + chain("a", "e2")),
    ),
    "incoming-missing": (
        PLAIN, model(START + task() + END + chain("s", "e") + chain("a", "e")), model(START + task() + END + chain("s", "a")),
        model(task() + tag("intermediateThrowEvent", "c") + chain("c", "a")),
    ),
    "outgoing-missing": (
        PLAIN, model(START + task() + END + chain("s", "e") + chain("s", "a")), model(START + task() + END + chain("a", "e")),
        boundary(TIMER.format("PT1H"), end=False), model(task() + tag("intermediateThrowEvent", "c") + chain("a", "c")),
    ),
    "gateway-single": (gateway(), through(tag("parallelGateway", "g"))),
    "gateway-direction": (
        gateway(gatewayDirection="Diverging"), gateway(gatewayDirection="Converging"), gateway(gatewayDirection="Mixed"),
        model(START + task() + tag("parallelGateway", "g", gatewayDirection="Diverging") + END + chain("s", "a", "g", "e") + chain("s", "g")),
    ),
    "condition-alone": (
        model(START + task() + END + tag("endEvent", "e2") + chain("s", "a", "e2") + flow("a", "e", CONDITION.format("x"))),
        model(START + task() + END + chain("s", "a") + flow("a", "e", CONDITION.format("x"))),
    ),
    "instantiating-incoming": (
        model(task(name="receiveTask", instantiate="true") + END + chain("a", "e")),
        through(task(name="receiveTask", instantiate="true")),
        gateway("eventBasedGateway", instantiate="true"),
    ),
    "ad-hoc-content": (
        sub(tag("task", "x"), "adHocSubProcess"), sub("", "adHocSubProcess"), sub(tag("task", "x") + INNER, "adHocSubProcess"),
    ),
    "cancel-outside": (
        sub(tag("startEvent", "s2") + tag("endEvent", "e2", "<cancelEventDefinition/>") + chain("s2", "e2"), "transaction"),
        sub(tag("startEvent", "s2") + tag("endEvent", "e2", "<cancelEventDefinition/>") + chain("s2", "e2")),
        boundary("<cancelEventDefinition/>", '<subProcess id="a"/>'),
    ),
    "compensation-handler": (
        compensation(LINKED), compensation(""), compensation(LINKED, activity=""),
        compensation(LINKED, more=flow("b", "e")),
    ),
    "compensation-flow": (compensation(LINKED), compensation(LINKED, more=flow("undo", "e"))),
    "link-references": (links("l2", "l1"), links("l2", ""), links("", "l1"), links("l2", "l1", inside=True)),
    "end-event-required": (PLAIN, model(START + task() + chain("s", "a"))),
}  # fmt: skip
