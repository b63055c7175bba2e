"""What a step costs without a database: our tokens over the definition beside SpiffWorkflow's task tree.

Both run the same model and keep their state as bytes between steps, as a server must.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from engine import commands
from engine.calendar import load_default
from engine.model.packs import load_file
from engine.runtime import Context, Library, decode, step

#: rounds of the task tree: each costs more than the one before
_THEIRS = 200
_NS = 'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'


def _model(conditional: str) -> bytes:
    """start, task, a gateway back to the task while `again` is true, end."""
    return f"""<bpmn:definitions {_NS} targetNamespace="bench"><bpmn:process id="p" isExecutable="true">
      <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="m"/><bpmn:userTask id="t"/>
      <bpmn:exclusiveGateway id="g" default="out"/><bpmn:endEvent id="e"/>
      <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="m"/>
      <bpmn:sequenceFlow id="f2" sourceRef="m" targetRef="t"/>
      <bpmn:sequenceFlow id="f3" sourceRef="t" targetRef="g"/>
      <bpmn:sequenceFlow id="back" sourceRef="g" targetRef="m">
        <bpmn:conditionExpression>{conditional}</bpmn:conditionExpression></bpmn:sequenceFlow>
      <bpmn:sequenceFlow id="out" sourceRef="g" targetRef="e"/>
    </bpmn:process></bpmn:definitions>""".encode()


def _ours(rounds: int, progress: Callable[[], None]) -> list[float]:
    pack = load_file(_model("=again"))
    context = Context("B1", datetime(2026, 1, 5, tzinfo=UTC), Library.of(pack), load_default())
    start = commands.Start(actor="bench", process="p", variables={"again": True, "form": "x" * 250})
    data = step(context, None, start).data

    def once() -> None:
        nonlocal data
        task = next(iter(decode(data).acts))
        command = commands.CompleteTask(actor="bench", task_id=f"B1.{task}", variables={"again": True})
        data = step(context, data, command).data

    return _timed(once, rounds, progress)


def _spiff(rounds: int) -> list[float]:
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(_model("again")))
    workflow = BpmnWorkflow(parser.get_spec("p"))
    workflow.task_tree.data.update({"again": True, "form": "x" * 250})
    workflow.do_engine_steps()
    serializer = BpmnWorkflowSerializer()
    text = serializer.serialize_json(workflow)

    def once() -> None:
        nonlocal text
        loaded = serializer.deserialize_json(text)
        next(t for t in loaded.get_tasks(state=TaskState.READY) if t.task_spec.manual).run()
        loaded.do_engine_steps()
        text = serializer.serialize_json(loaded)

    return _timed(once, rounds)


def _timed(once: Callable[[], None], rounds: int, progress: Callable[[], None] = lambda: None) -> list[float]:
    costs = []
    for _ in range(rounds):
        before = time.perf_counter()
        once()
        costs.append((time.perf_counter() - before) * 1000)
        progress()
    return costs


def measure(_: None, rounds: int, progress: Callable[[], None]) -> dict[str, Any]:
    """Milliseconds per step, at the start and later; `times` is theirs through ours in their last round."""
    ours, theirs = _ours(rounds, progress), _spiff(min(rounds, _THEIRS))
    tenth, last = statistics.median(ours[5:15]), statistics.median(ours[-100:])
    late = statistics.median(theirs[-10:])
    return {
        "rounds": rounds,
        "ours_ms_round_10": round(tenth, 4),
        "ours_ms_last_round": round(last, 4),
        "ours_last_to_tenth": round(last / tenth, 3),
        "spiffworkflow_ms_round_10": round(statistics.median(theirs[5:15]), 3),
        f"spiffworkflow_ms_round_{len(theirs)}": round(late, 3),
        "times": round(late / statistics.median(ours[len(theirs) - 10 : len(theirs)]), 1),
    }
