"""The words of the notation as data: every kind of step, its keys, and what a value of each key is.

The reader refuses what is not here; the JSON Schema and the reference page are made from the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What a value can be: title, as the reference page says it.
TYPES: Mapping[str, str] = {
    "id": "an id: letters, digits, `_`, `-`, `.`; begins with a letter or `_`",
    "text": "a text",
    "feel": "FEEL, with or without `=` in front",
    "value": "a text, or FEEL after `=`; a plain number, true, false or null is FEEL",
    "amount": "a number, or FEEL after `=`",
    "names": "a list of names, or FEEL after `=`",
    "flag": "true or false",
    "number": "a whole number",
    "mapping": "a map: variable to value",
    "pairs": "a map of texts",
    "deadline": "a deadline of pack.yaml by its key, or a map with `ref`, `clock` or `days` (and `count`)",
    "reminders": "a map, or a list of maps, with `before` or `after` (days) and `count`",
    "clocks": "a map, or a list of maps, with `start`, `pause`, `resume`, `extend`, `stop`: its name",
    "each": "a map: for each item of a list",
    "loop": "a map: again and again, one task",
    "join": "an id of the gateway where the ways meet, a map with `id` and `name`, or false for none",
    "start": "an id, or a map with `id`, `name`",
    "begin": "how a case begins: an id, a map, or a list of maps that all lead to the first step",
    "lanes": "a map: the name of a lane, which is the group for its tasks, to the ids of its steps",
    "version": "`latest`, `deployment`, or another text: a version tag",
    "undoes": "true for all that has ended, or the id of a step",
    "steps": "a list of steps",
    "step": "one step",
    "cases": "a list of cases: `when` or `else`, `name`, `do`",
    "branches": "a list of branches, each a list of steps, or a map with `name` and `do`",
    "strands": "a list of steps that do not follow each other, or of lists of steps that do",
    "alternatives": "a list of events, each with `do`",
    "handler": "a map, or a list of maps: the event and what is done then (`do`)",
}

Keys = Mapping[str, str]

_NODE: Keys = {"id": "id", "documentation": "text", "properties": "pairs"}
_CLOCK: Keys = {"clock": "clocks"}
_DATA: Keys = {"input": "mapping", "output": "mapping"}
_WORK: Keys = {"type": "value", "retries": "amount", "headers": "pairs"}
_TIMER: Keys = {"after": "value", "at": "value", "every": "value", "deadline": "deadline"}
_MESSAGE: Keys = {"message": "value", "key": "feel"}
_SIGNAL: Keys = {"signal": "value"}
_CAUGHT: Keys = {**_MESSAGE, **_SIGNAL, **_TIMER, "until": "feel"}
_THROWN: Keys = {**_MESSAGE, **_SIGNAL, "escalation": "value", "undo": "undoes"}

#: Key of a handler to what its event is told by.
HANDLERS: Mapping[str, Keys] = {
    "on timeout": _TIMER,
    "on message": _MESSAGE,
    "on signal": _SIGNAL,
    "on error": {"error": "value"},
    "on escalation": {"escalation": "value"},
    "on condition": {"until": "feel"},
    "on cancel": {},
}
#: Handlers that catch whatever comes where they name nothing.
CATCH_ANY = frozenset({"on error", "on escalation", "on cancel", "on signal"})
_HANDLERS: Keys = dict.fromkeys(HANDLERS, "handler")
HANDLER: Keys = {
    **_NODE, "name": "text", "beside": "flag", "inside": "flag", "start": "start", "output": "mapping",
    **_CLOCK, "do": "steps",
}  # fmt: skip
#: What every activity knows.
_ACTIVITY: Keys = {
    **_NODE, **_DATA, **_CLOCK, "each": "each", "loop": "loop", **_HANDLERS, "undo": "step",
    "undone": "start", "join": "join",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of step. tag: of BPMN; doc: what it is; needs: keys of which one at least must be there."""

    tag: str
    doc: str
    keys: Keys
    needs: tuple[str, ...] = ()
    only_one: tuple[str, ...] = ()


EVENTS = ("message", "signal", "after", "at", "every", "deadline", "until")

KINDS: Mapping[str, Kind] = {
    "task": Kind("userTask", "a person does it", {
        **_ACTIVITY, "form": "text", "assignee": "value", "groups": "names", "users": "names",
        "priority": "amount", "due": "value", "follow up": "value", "deadline": "deadline",
        "remind": "reminders", "headers": "pairs",
    }),
    "job": Kind("serviceTask", "a handler does it", {**_ACTIVITY, **_WORK}, needs=("type",)),
    "script": Kind("scriptTask", "FEEL computes a variable", {
        **_ACTIVITY, "set": "text", "value": "feel", **_WORK}, needs=("value", "type")),
    "rule": Kind("businessRuleTask", "a decision table is asked", {
        **_ACTIVITY, "decision": "value", "set": "text", **_WORK}, needs=("decision", "type")),
    "send": Kind("sendTask", "a message is sent", {
        **_ACTIVITY, **_MESSAGE, **_WORK}, needs=("message", "type")),
    "receive": Kind("receiveTask", "a message is received, as a task", {
        **_ACTIVITY, **_MESSAGE}, needs=("message",)),
    "manual": Kind("manualTask", "done outside, passed at once", _ACTIVITY),
    "step": Kind("task", "passed at once", _ACTIVITY),
    "call": Kind("callActivity", "another process runs", {
        **_ACTIVITY, "process": "value", "version": "version", "give all": "flag", "take all": "flag",
    }, needs=("process",)),
    "block": Kind("subProcess", "steps that belong together", {
        **_ACTIVITY, "do": "steps", "transaction": "flag", "start": "start"}, needs=("do",)),
    "any order": Kind("adHocSubProcess", "in whatever order: all, or those of `only`, `until` it holds", {
        **_ACTIVITY, "do": "strands", "until": "feel", "one by one": "flag", "only": "feel", "finish": "flag",
    }, needs=("do",)),
    "wait": Kind("intermediateCatchEvent", "waits for a message, a signal, a time or a condition", {
        **_NODE, "output": "mapping", **_CLOCK, **_CAUGHT, "any": "alternatives", "join": "join",
    }, needs=(*EVENTS, "any"), only_one=(*EVENTS, "any")),
    "throw": Kind("intermediateThrowEvent", "throws an event, or only marks a point", {
        **_NODE, **_DATA, **_CLOCK, **_THROWN, **_WORK,
    }, only_one=("message", "signal", "escalation", "undo")),
    "end": Kind("endEvent", "this way ends here", {
        **_NODE, **_DATA, **_CLOCK, **_THROWN, **_WORK,
        "error": "value", "terminate": "flag", "cancel": "flag",
    }, only_one=("message", "signal", "escalation", "undo", "error", "terminate", "cancel")),
    "decide": Kind("exclusiveGateway", "the first case that holds, with `several` all that hold", {
        **_NODE, **_CLOCK, "several": "flag", "cases": "cases", "join": "join"}, needs=("cases",)),
    "parallel": Kind("parallelGateway", "all branches, side by side", {
        **_NODE, **_CLOCK, "branches": "branches", "join": "join"}, needs=("branches",)),
    "repeat": Kind("exclusiveGateway", "steps that may be done over: `again` goes back, `leave` goes on", {
        **_NODE, "do": "steps", "while": "feel", "until": "feel", "join": "join", "test": "start",
    }, needs=("do",), only_one=("while", "until")),
    "again": Kind("", "back to the beginning of the `repeat` around it, or of the one with this id", {}),
    "leave": Kind("", "out of the `repeat` around it, or of the one with this id", {}),
    "skip": Kind("", "on to the step with this id, further down in a list around it", {}),
    "merge": Kind("exclusiveGateway", "a gateway where nothing is decided", {**_NODE, **_CLOCK}),
}  # fmt: skip

#: Kinds that may stand as one word, without a name.
BARE = frozenset({"again", "leave", "end"})
#: Kinds that become no node: they lead elsewhere.
JUMPS = frozenset({"again", "leave", "skip"})
ACTIVITIES = frozenset(kind for kind, words in KINDS.items() if "each" in words.keys)

PROCESS: Keys = {
    "process": "id", "name": "text", "documentation": "text", "version": "text", "properties": "pairs",
    "start": "begin", "do": "steps", **_HANDLERS, "lanes": "lanes",
}  # fmt: skip
START: Keys = {
    "id": "id", "name": "text", "documentation": "text", "properties": "pairs", "form": "text",
    "output": "mapping", **_CLOCK, **_CAUGHT,
}  # fmt: skip
INNER_START: Keys = {"id": "id", "name": "text"}
JOIN: Keys = INNER_START
CASE: Keys = {"when": "feel", "else": "text", "name": "text", "do": "steps"}
BRANCH: Keys = {"name": "text", "do": "steps"}
ALTERNATIVE: Keys = {**_NODE, "name": "text", "output": "mapping", **_CLOCK, **_CAUGHT, "do": "steps"}
EACH: Keys = {
    "item": "text", "of": "feel", "times": "feel", "one by one": "flag", "collect": "feel", "into": "text",
    "until": "feel",
}  # fmt: skip
LOOP: Keys = {"while": "feel", "most": "number", "first": "flag"}
DEADLINE: Keys = {"ref": "text", "clock": "text", "days": "amount", "count": "text"}
REMINDER: Keys = {"before": "number", "after": "number", "count": "text"}
ACTIONS = ("start", "pause", "resume", "extend", "stop")
CLOCK: Keys = {
    **dict.fromkeys(ACTIONS, "text"), "limit": "text", "from": "value", "days": "amount", "when": "text",
}  # fmt: skip
#: Every key and kind.
ALL = frozenset(KINDS).union(
    *(kind.keys for kind in KINDS.values()), *HANDLERS.values(),
    HANDLER, PROCESS, START, CASE, BRANCH, ALTERNATIVE, EACH, LOOP, DEADLINE, REMINDER, CLOCK,
)  # fmt: skip
#: What people write who think in Chinese, to the word that is meant.
CHINESE: Mapping[str, str] = {
    "流程": "process", "名称": "name", "说明": "documentation", "备注": "documentation", "版本": "version",
    "开始": "start", "步骤": "do", "任务": "task", "办理": "task", "环节": "task",
    "作业": "job", "脚本": "script", "规则": "rule", "决策": "decision", "发送": "send",
    "接收": "receive", "调用": "call", "子流程": "block", "等待": "wait", "结束": "end",
    "判断": "decide", "分支": "branches", "情形": "cases", "条件": "when", "如果": "when",
    "否则": "else", "并行": "parallel", "重复": "repeat", "返回": "again", "退出": "leave",
    "标识": "id", "编号": "id", "表单": "form", "岗位": "groups", "角色": "groups",
    "办理人": "assignee", "人员": "users", "期限": "deadline", "提醒": "remind", "天数": "days",
    "消息": "message", "信号": "signal", "错误": "error", "超时": "on timeout", "出错": "on error",
    "撤销": "undo", "逐个": "each", "变量": "set",
}  # fmt: skip
COUNTS = ("working", "calendar")
MOMENTS = ("completed", "activated")
