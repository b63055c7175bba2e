"""The pure step of an instance, its lean state, and what can be asked of a state."""

from engine.runtime.context import Context, Library, binding_of
from engine.runtime.correlation import key_in
from engine.runtime.execution import BpmnFault, EventRecord
from engine.runtime.facts import FACTS
from engine.runtime.questions import evaluate, form_context, job_variables, task_variables
from engine.runtime.starts import next_start, start_timers
from engine.runtime.state import ROOT, Activity, State, Timer, decode, encode, hash_of
from engine.runtime.stepper import Result, step

__all__ = [
    "FACTS",
    "ROOT",
    "Activity",
    "BpmnFault",
    "Context",
    "EventRecord",
    "Library",
    "Result",
    "State",
    "Timer",
    "binding_of",
    "decode",
    "encode",
    "evaluate",
    "form_context",
    "hash_of",
    "job_variables",
    "key_in",
    "next_start",
    "start_timers",
    "step",
    "task_variables",
]
