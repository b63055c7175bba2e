"""A pack and a case in which everything that can be typed or drawn tries to be markup or a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from engine import commands
from engine.service.engine import Engine
from tests.integration.webui.conftest import pack_files

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>{{7*7}}%(name)s{number}"
IN_XML = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("'", "&apos;")
MARKDOWN = (
    f"{EVIL} [link](javascript:alert(3)) ![x](x) <svg onload=alert(4)> <a href='javascript:alert(5)'>a</a>"
)


def form_of(name: str) -> bytes:
    """A form of the tests' pack whose every text is hostile, with a text, a list of options and a group."""
    form = json.loads(pack_files()[f"forms/{name}.form.json"])
    for component in form["components"]:
        component |= {"label": EVIL, "description": EVIL, "appearance": {"prefixAdorner": EVIL}}
        component["validate"] = {"required": True} if component["type"] != "number" else {"min": 0}
    form["components"] += [
        {"id": "c_text", "type": "text", "text": MARKDOWN},
        {"id": "c_group", "type": "group", "label": EVIL, "components": [
            {"id": "c_inner", "key": "inner", "type": "select", "label": EVIL,
             "values": [{"label": EVIL, "value": "a"}, {"label": MARKDOWN, "value": "b"}]},
        ]},
    ]  # fmt: skip
    return json.dumps(form).encode()


def make_case(engine: Engine, deploy: Callable[..., Any]) -> dict[str, str]:
    """Deploys the pack as `evil`; the case, its first task (done) and the one that is open."""
    model = pack_files()["loan.bpmn"].decode()
    for name in ("物品借用", "审批借用", "交付物品", "开始", "办结"):
        model = model.replace(f'name="{name}"', f'name="{IN_XML}"')
    model = model.replace(
        '<bpmn:userTask id="decide"', f'<bpmn:textAnnotation id="note"><bpmn:text>{IN_XML}</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:userTask id="decide"', 1,
    )  # fmt: skip
    settings = pack_files()["pack.yaml"].decode().replace("title: 物品借用", f"title: {json.dumps(EVIL)}")
    settings = settings.replace("key: loan", "key: evil").replace("process: loan", "process: evil")
    settings = settings.replace("借用{", "evil{").replace("title: 审批期限", f"title: {json.dumps(EVIL)}")
    files = {f"forms/{name}.form.json": form_of(name) for name in ("request", "decide")}
    deploy("evil", model, files | {"pack.yaml": settings.encode()})
    item = {"item": EVIL, "inner": "b"}
    waiting = engine.handle(commands.Start(actor="demo_clerk", process="evil", variables=item))
    started = engine.handle(commands.Start(actor="demo_clerk", process="evil", variables=item))
    case, first = started.instance_id, started.task_ids[0]
    engine.handle(commands.Claim(actor="demo_leader", task_id=waiting.task_ids[0]))
    engine.handle(commands.Claim(actor="demo_leader", task_id=first))
    engine.handle(commands.CompleteTask(actor="demo_leader", task_id=first, variables={"opinion": EVIL}))
    second = engine.read.instance(case, "demo_clerk").tasks[0].task_id
    engine.handle(commands.Suspend(actor="demo_leader", instance_id=case, reason=EVIL))
    engine.handle(commands.Resume(actor="demo_leader", instance_id=case, reason=EVIL))
    return {"case": case, "first": first, "task": second, "form": waiting.task_ids[0]}
