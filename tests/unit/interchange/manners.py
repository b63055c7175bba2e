"""Small files in the manner of many tools: one process, that asks, decides over `amount`, and ends.

Every file says the same: start, user task `ask`, a gateway with `amount > 5` to user task `high`, else the end.
"""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)

CAMUNDA_8 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {DI} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
 xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn"
 exporter="Camunda Modeler" exporterVersion="5.20.0" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.4.0">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ask" />
    <bpmn:userTask id="ask" name="审核" zeebe:modelerTemplate="io.example.template" zeebe:modelerTemplateVersion="2" zeebe:modelerTemplateIcon="data:image/svg+xml,x">
      <bpmn:extensionElements><zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="clerk" /></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="gate" />
    <bpmn:exclusiveGateway id="gate" default="f4"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing><bpmn:outgoing>f4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="f3" sourceRef="gate" targetRef="high"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=amount &gt; 5</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="gate" targetRef="end" />
    <bpmn:userTask id="high"><bpmn:extensionElements><zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="clerk" /></bpmn:extensionElements><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="f5" sourceRef="high" targetRef="end" />
    <bpmn:endEvent id="end"><bpmn:incoming>f4</bpmn:incoming><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="p">
    <bpmndi:BPMNShape id="ask_di" bpmnElement="ask" bioc:stroke="#205022" bioc:fill="#c8e6c9" color:background-color="#c8e6c9" color:border-color="#205022"><dc:Bounds x="270" y="77" width="100" height="80" /><bpmndi:BPMNLabel /></bpmndi:BPMNShape>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def plain(open_: str, close: str, ask: str = "", head: str = "", condition: str = "") -> str:
    """The same process with another prefix: `bpmn2:` and the like, or none."""
    p = open_
    return f"""{head}<{p}definitions {DI} {close} targetNamespace="http://example.org/orders" id="d">
  <{p}process id="p" isExecutable="true" processType="None" isClosed="false">
    <{p}extensionElements/>
    <{p}startEvent id="start" isInterrupting="true" parallelMultiple="false"/>
    <{p}userTask id="ask" name="" completionQuantity="1" startQuantity="1" isForCompensation="false" implementation="##unspecified">{ask}</{p}userTask>
    <{p}exclusiveGateway id="gate" gatewayDirection="Unspecified" default="f4"/>
    <{p}userTask id="high"/>
    <{p}endEvent id="end"/>
    <{p}sequenceFlow id="f1" sourceRef="start" targetRef="ask" isImmediate="true" name=""/>
    <{p}sequenceFlow id="f2" sourceRef="ask" targetRef="gate"/>
    <{p}sequenceFlow id="f3" sourceRef="gate" targetRef="high"><{p}conditionExpression {condition}>amount &gt; 5</{p}conditionExpression></{p}sequenceFlow>
    <{p}sequenceFlow id="f4" sourceRef="gate" targetRef="end"/>
    <{p}sequenceFlow id="f5" sourceRef="high" targetRef="end"/>
  </{p}process>
</{p}definitions>
"""


def prefixed(prefix: str, **more: str) -> str:
    return plain(f"{prefix}:", f'xmlns:{prefix}="{MODEL}"', **more)


DEFAULT = plain("", f'xmlns="{MODEL}"')

SIGNAVIO = plain(
    "",
    f'xmlns="{MODEL}" xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor"'
    ' expressionLanguage="http://www.w3.org/1999/XPath" typeLanguage="http://www.w3.org/2001/XMLSchema"'
    ' xsi:schemaLocation="http://www.omg.org/spec/BPMN/20100524/MODEL BPMN20.xsd"',
    '<extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/>'
    '<signavio:signavioLabel ref="text_name" x="16.0" y="-8.0"/></extensionElements>',
    condition='xsi:type="tFormalExpression"',
).replace('"ask"', '"sid-ASK"').replace('"gate"', '"sid-6C-GATE"')  # fmt: skip

ADONIS = plain(
    "",
    f'xmlns="{MODEL}" xmlns:semantic="{MODEL}" xmlns:adonis="http://www.boc-group.com" exporter="ADONIS"'
    ' xmlns:activiti="http://activiti.org/bpmn"',
    "<extensionElements><adonis:instance><adonis:attribute name='Cost'>3</adonis:attribute></adonis:instance>"
    "</extensionElements><ioSpecification><inputSet/><outputSet/></ioSpecification>",
).replace('"ask"', '"obj.37206"').replace("isExecutable", 'adonis:kind="a" isExecutable')  # fmt: skip

ENTERPRISE_ARCHITECT = prefixed(
    "bpmn", head='<?xml version="1.0" encoding="windows-1252"?>\n',
    ask="<bpmn:documentation>g\u00e9n\u00e9ral</bpmn:documentation>",
).replace('"ask"', '"EAID_5FF21D5E_6709_40b5"')  # fmt: skip

TRISOTECH = plain(
    "semantic:",
    f'xmlns:semantic="{MODEL}" xmlns:trisofeed="http://trisotech.com/feed"'
    ' xmlns:triso="http://www.trisotech.com/2015/triso/modeling" xmlns:bpsim="http://www.bpsim.org/schemas/1.0"',
    '<semantic:extensionElements><triso:customShape shape="x"/></semantic:extensionElements>',
    head='<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>\n',
).replace('"high"', '"_DBBA7F0B-6CBE-4834"').replace('"gate" gate', '"gate" trisofeed:rated="3" gate')  # fmt: skip
#: References carry the prefix of the target namespace.
ECLIPSE = (
    prefixed("bpmn2", condition='xsi:type="bpmn2:tFormalExpression" id="fe"')
    .replace("targetNamespace=", 'xmlns:tns="http://example.org/orders" targetNamespace=')
    .replace('Ref="', 'Ref="tns:')
    .replace('default="', 'default="tns:')
    .replace('isClosed="false">', 'isClosed="false"><bpmn2:laneSet id="ls"><bpmn2:lane id="l" name="clerk">'
             '<bpmn2:flowNodeRef>tns:ask</bpmn2:flowNodeRef></bpmn2:lane></bpmn2:laneSet>')
)  # fmt: skip

#: No ids where nothing refers to them, and nothing of incoming and outgoing.
BARE = (
    prefixed("b")
    .replace('id="f1" ', "")
    .replace('id="f2" ', "")
    .replace('id="f3" ', "")
    .replace(' id="d"', "")
)

NAMED_LANGUAGE = plain(
    "",
    f'xmlns="{MODEL}"',
    condition='xsi:type="tFormalExpression" language="https://www.omg.org/spec/DMN/20191111/FEEL/"',
)
COMMENTED = prefixed(
    "model", head='<?xml version="1.0"?>\n<?oxygen RNGSchema="x"?><!-- drawn by hand -->\n',
    ask="<!-- \u5ba1\u6838 --><?draw me?><model:documentation><![CDATA[a < b & c]]></model:documentation>",
).replace("amount &gt; 5", "<![CDATA[amount > 5]]>")  # fmt: skip
CRLF = DEFAULT.replace("\n", "\r\n")

#: Every manner by its name, as bytes.
MANNERS: dict[str, bytes] = {
    "Camunda Modeler 8": CAMUNDA_8.encode(),
    "Signavio": SIGNAVIO.encode(),
    "ADONIS": ADONIS.encode(),
    "Enterprise Architect": ENTERPRISE_ARCHITECT.encode("cp1252"),
    "Trisotech": TRISOTECH.encode("latin-1"),
    "Eclipse BPMN2 Modeler": ECLIPSE.encode(),
    "no ids": BARE.encode(),
    "FEEL by name": NAMED_LANGUAGE.encode(),
    "comments, CDATA": COMMENTED.encode(),
    "CRLF": CRLF.encode(),
    "UTF-8 with BOM": b"\xef\xbb\xbf" + DEFAULT.encode(),
    "UTF-16": ('<?xml version="1.0" encoding="UTF-16"?>' + DEFAULT).encode("utf-16"),
    "UTF-16, big-endian": b"\xfe\xff" + DEFAULT.encode("utf-16-be"),
    "GB18030": ('<?xml version="1.0" encoding="GB18030"?>' + DEFAULT.replace('name=""', 'name="审核"', 1)).encode("gb18030"),
    "XML 1.1": ('<?xml version="1.1" encoding="UTF-8"?>' + DEFAULT).encode(),
    "a namespace that is no URI": DEFAULT.replace("targetNamespace=", 'xmlns:x="http://业务" x:y="1" targetNamespace=').encode(),
    "single quotes": DEFAULT.replace('"', "'").encode(),
    **{f"prefix {p}": prefixed(p).encode() for p in ("bpmn", "bpmn2", "semantic", "model", "ns0", "_x-1.y", "业务")},
}  # fmt: skip
