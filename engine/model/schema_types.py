"""The content model of BPMN 2.0 as text: the types of the standard's schema and what may stand for what.

A line of `TYPES` is `type < base: children attributes`. A child is `name:type` (its own name where none is
given) with `?`, `*`, `+` as in regular expressions; `[a / b]` is a choice. An attribute is `@name:type`, with
`!` where it is required, and the legal values with `|` between them. `ANY` takes whatever stands there.
"""

from __future__ import annotations

TYPES = """
activity < flowNode: ioSpecification? property* dataInputAssociation* dataOutputAssociation*
    resourceRole* loopCharacteristics? @isForCompensation:boolean @startQuantity:integer
    @completionQuantity:integer @default:IDREF
adHocSubProcess < subProcess: completionCondition:expression? @cancelRemainingInstances:boolean
    @ordering:Parallel|Sequential
artifact < baseElement:
assignment < baseElement: from:expression to:expression
association < artifact: @sourceRef!:QName @targetRef!:QName @associationDirection:None|One|Both
auditing < baseElement:
baseElement: documentation* extensionElements? @id:ID
baseElementWithMixedContent mixed: documentation* extensionElements? @id:ID
boundaryEvent < catchEvent: @cancelActivity:boolean @attachedToRef!:QName
businessRuleTask < task: @implementation:anyURI|##unspecified|##WebService
callableElement < rootElement: supportedInterfaceRef:QName* ioSpecification? ioBinding* @name:string
callActivity < activity: @calledElement:QName
callChoreography < choreographyActivity: participantAssociation* @calledChoreographyRef:QName
callConversation < conversationNode: participantAssociation* @calledCollaborationRef:QName
cancelEventDefinition < eventDefinition:
catchEvent < event: dataOutput* dataOutputAssociation* outputSet? eventDefinition*
    eventDefinitionRef:QName* @parallelMultiple:boolean
category < rootElement: categoryValue* @name:string
categoryValue < baseElement: @value:string
choreography < collaboration: flowElement*
choreographyActivity < flowNode: participantRef:QName+ correlationKey*
    @initiatingParticipantRef!:QName
    @loopType:None|Standard|MultiInstanceSequential|MultiInstanceParallel
choreographyTask < choreographyActivity: messageFlowRef:QName+
collaboration < rootElement: participant* messageFlow* artifact* conversationNode*
    conversationAssociation* participantAssociation* messageFlowAssociation* correlationKey*
    choreographyRef:QName* conversationLink* @name:string @isClosed:boolean
compensateEventDefinition < eventDefinition: @waitForCompletion:boolean @activityRef:QName
complexBehaviorDefinition < baseElement: condition:formalExpression event:implicitThrowEvent?
complexGateway < gateway: activationCondition:expression? @default:IDREF
conditionalEventDefinition < eventDefinition: condition:expression
conversation < conversationNode:
conversationAssociation < baseElement: @innerConversationNodeRef!:QName
    @outerConversationNodeRef!:QName
conversationLink < baseElement: @name:string @sourceRef!:QName @targetRef!:QName
conversationNode < baseElement: participantRef:QName* messageFlowRef:QName* correlationKey*
    @name:string
correlationKey < baseElement: correlationPropertyRef:QName* @name:string
correlationProperty < rootElement: correlationPropertyRetrievalExpression+ @name:string @type:QName
correlationPropertyBinding < baseElement: dataPath:formalExpression @correlationPropertyRef!:QName
correlationPropertyRetrievalExpression < baseElement: messagePath:formalExpression
    @messageRef!:QName
correlationSubscription < baseElement: correlationPropertyBinding* @correlationKeyRef!:QName
dataAssociation < baseElement: sourceRef:IDREF* targetRef:IDREF transformation:formalExpression?
    assignment*
dataInput < baseElement: dataState? @name:string @itemSubjectRef:QName @isCollection:boolean
dataInputAssociation < dataAssociation:
dataObject < flowElement: dataState? @itemSubjectRef:QName @isCollection:boolean
dataObjectReference < flowElement: dataState? @itemSubjectRef:QName @dataObjectRef:IDREF
dataOutput < baseElement: dataState? @name:string @itemSubjectRef:QName @isCollection:boolean
dataOutputAssociation < dataAssociation:
dataState < baseElement: @name:string
dataStore < rootElement: dataState? @name:string @capacity:integer @isUnlimited:boolean
    @itemSubjectRef:QName
dataStoreReference < flowElement: dataState? @itemSubjectRef:QName @dataStoreRef:QName
definitions: import* extension* rootElement* BPMNDiagram* relationship* @id:ID @name:string
    @targetNamespace!:anyURI @expressionLanguage:anyURI @typeLanguage:anyURI @exporter:string
    @exporterVersion:string
documentation mixed: ANY @id:ID @textFormat:string
endEvent < throwEvent:
endPoint < rootElement:
error < rootElement: @name:string @errorCode:string @structureRef:QName
errorEventDefinition < eventDefinition: @errorRef:QName
escalation < rootElement: @name:string @escalationCode:string @structureRef:QName
escalationEventDefinition < eventDefinition: @escalationRef:QName
event < flowNode: property*
eventBasedGateway < gateway: @instantiate:boolean @eventGatewayType:Exclusive|Parallel
eventDefinition < rootElement:
exclusiveGateway < gateway: @default:IDREF
expression < baseElementWithMixedContent:
extension: documentation* @definition:QName @mustUnderstand:boolean
extensionElements: ANY
flowElement < baseElement: auditing? monitoring? categoryValueRef:QName* @name:string
flowNode < flowElement: incoming:QName* outgoing:QName*
formalExpression < expression: @language:anyURI @evaluatesToTypeRef:QName
gateway < flowNode: @gatewayDirection:Unspecified|Converging|Diverging|Mixed
globalBusinessRuleTask < globalTask: @implementation:anyURI|##unspecified|##WebService
globalChoreographyTask < choreography: @initiatingParticipantRef:QName
globalConversation < collaboration:
globalManualTask < globalTask:
globalScriptTask < globalTask: script? @scriptLanguage:anyURI
globalTask < callableElement: resourceRole*
globalUserTask < globalTask: rendering* @implementation:anyURI|##unspecified|##WebService
group < artifact: @categoryValueRef:QName
humanPerformer < performer:
implicitThrowEvent < throwEvent:
import: @namespace!:anyURI @location!:string @importType!:anyURI
inclusiveGateway < gateway: @default:IDREF
inputSet < baseElement: dataInputRefs:IDREF* optionalInputRefs:IDREF* whileExecutingInputRefs:IDREF*
    outputSetRefs:IDREF* @name:string
interface < rootElement: operation+ @name!:string @implementationRef:QName
intermediateCatchEvent < catchEvent:
intermediateThrowEvent < throwEvent:
ioBinding < baseElement: @operationRef!:QName @inputDataRef!:IDREF @outputDataRef!:IDREF
ioSpecification < baseElement: dataInput* dataOutput* inputSet+ outputSet+
itemDefinition < rootElement: @structureRef:QName @isCollection:boolean
    @itemKind:Information|Physical
lane < baseElement: partitionElement:baseElement? flowNodeRef:IDREF* childLaneSet:laneSet?
    @name:string @partitionElementRef:QName
laneSet < baseElement: lane* @name:string
linkEventDefinition < eventDefinition: source:QName* target:QName? @name!:string
loopCharacteristics < baseElement:
manualTask < task:
message < rootElement: @name:string @itemRef:QName
messageEventDefinition < eventDefinition: operationRef:QName? @messageRef:QName
messageFlow < baseElement: @name:string @sourceRef!:QName @targetRef!:QName @messageRef:QName
messageFlowAssociation < baseElement: @innerMessageFlowRef!:QName @outerMessageFlowRef!:QName
monitoring < baseElement:
multiInstanceLoopCharacteristics < loopCharacteristics: loopCardinality:expression?
    loopDataInputRef:QName? loopDataOutputRef:QName? inputDataItem:dataInput?
    outputDataItem:dataOutput? complexBehaviorDefinition* completionCondition:expression?
    @isSequential:boolean @behavior:None|One|All|Complex @oneBehaviorEventRef:QName
    @noneBehaviorEventRef:QName
operation < baseElement: inMessageRef:QName outMessageRef:QName? errorRef:QName* @name!:string
    @implementationRef:QName
outputSet < baseElement: dataOutputRefs:IDREF* optionalOutputRefs:IDREF*
    whileExecutingOutputRefs:IDREF* inputSetRefs:IDREF* @name:string
parallelGateway < gateway:
participant < baseElement: interfaceRef:QName* endPointRef:QName* participantMultiplicity?
    @name:string @processRef:QName
participantAssociation < baseElement: innerParticipantRef:QName outerParticipantRef:QName
participantMultiplicity < baseElement: @minimum:int @maximum:int
partnerEntity < rootElement: participantRef:QName* @name:string
partnerRole < rootElement: participantRef:QName* @name:string
performer < resourceRole:
potentialOwner < humanPerformer:
process < callableElement: auditing? monitoring? property* laneSet* flowElement* artifact*
    resourceRole* correlationSubscription* supports:QName* @processType:None|Public|Private
    @isClosed:boolean @isExecutable:boolean @definitionalCollaborationRef:QName
property < baseElement: dataState? @name:string @itemSubjectRef:QName
receiveTask < task: @implementation:anyURI|##unspecified|##WebService @instantiate:boolean @messageRef:QName
    @operationRef:QName
relationship < baseElement: source:QName+ target:QName+ @type!:string
    @direction:None|Forward|Backward|Both
rendering < baseElement:
resource < rootElement: resourceParameter* @name!:string
resourceAssignmentExpression < baseElement: expression
resourceParameter < baseElement: @name:string @type:QName @isRequired:boolean
resourceParameterBinding < baseElement: expression @parameterRef!:QName
resourceRole < baseElement: [ resourceRef:QName resourceParameterBinding* /
    resourceAssignmentExpression? ] @name:string
rootElement < baseElement:
script mixed: ANY
scriptTask < task: script? @scriptFormat:string
sendTask < task: @implementation:anyURI|##unspecified|##WebService @messageRef:QName @operationRef:QName
sequenceFlow < flowElement: conditionExpression:expression? @sourceRef!:IDREF @targetRef!:IDREF
    @isImmediate:boolean
serviceTask < task: @implementation:anyURI|##unspecified|##WebService @operationRef:QName
signal < rootElement: @name:string @structureRef:QName
signalEventDefinition < eventDefinition: @signalRef:QName
standardLoopCharacteristics < loopCharacteristics: loopCondition:expression? @testBefore:boolean
    @loopMaximum:integer
startEvent < catchEvent: @isInterrupting:boolean
subChoreography < choreographyActivity: flowElement* artifact*
subConversation < conversationNode: conversationNode*
subProcess < activity: laneSet* flowElement* artifact* @triggeredByEvent:boolean
task < activity:
terminateEventDefinition < eventDefinition:
text mixed: ANY
textAnnotation < artifact: text? @textFormat:string
throwEvent < event: dataInput* dataInputAssociation* inputSet? eventDefinition*
    eventDefinitionRef:QName*
timerEventDefinition < eventDefinition: [ timeDate:expression? / timeDuration:expression? /
    timeCycle:expression? ]
transaction < subProcess: @method:anyURI|##Compensate|##Image|##Store
userTask < task: rendering* @implementation:anyURI|##unspecified|##WebService
"""

#: What may stand where an element is named that is only a heading.
SUBSTITUTES = """
artifact: association group textAnnotation
choreography: globalChoreographyTask
collaboration: choreography globalConversation
conversationNode: callConversation conversation subConversation
eventDefinition: cancelEventDefinition compensateEventDefinition conditionalEventDefinition
    errorEventDefinition escalationEventDefinition linkEventDefinition messageEventDefinition
    signalEventDefinition terminateEventDefinition timerEventDefinition
expression: formalExpression
flowElement: adHocSubProcess boundaryEvent businessRuleTask callActivity callChoreography
    choreographyTask complexGateway dataObject dataObjectReference dataStoreReference endEvent
    eventBasedGateway exclusiveGateway implicitThrowEvent inclusiveGateway intermediateCatchEvent
    intermediateThrowEvent manualTask parallelGateway receiveTask scriptTask sendTask sequenceFlow
    serviceTask startEvent subChoreography subProcess task transaction userTask
loopCharacteristics: multiInstanceLoopCharacteristics standardLoopCharacteristics
performer: humanPerformer potentialOwner
resourceRole: performer
rootElement: category collaboration correlationProperty dataStore endPoint error escalation
    eventDefinition globalBusinessRuleTask globalManualTask globalScriptTask globalTask globalUserTask
    interface itemDefinition message partnerEntity partnerRole process resource signal
"""

#: Headings that are no elements themselves.
HEADINGS = "artifact conversationNode eventDefinition flowElement loopCharacteristics rootElement"
