"""What can have happened in a step. An event is a flat record: `e` says the kind, the other fields are
those named here. `el` is an element of the model (for `taken` a sequence flow), `k` the key of the
activity within its instance, `s` the scope: 0 is the case itself, else the key of the activity around.
"""

from __future__ import annotations

KINDS: dict[str, str] = {
    # tokens
    "activated": "el k s: a token reached an element",
    "completed": "el k s: an element ended well",
    "cancelled": "el k s: an element was ended by another",
    "taken": "el s: a sequence flow was taken",
    "thrown": "el kind name s: an event was thrown",
    "caught": "el kind name s: an event was caught",
    "uncaught": "el kind name s: an escalation that nobody caught; the case goes on",
    "bound": "el process pack: which deployed pack a call activity runs",
    # data
    "variable": "s name value el: a variable was written",
    "decided": "el decision name file hash pack inputs outputs rules tables warnings: a decision was made, "
    "by which rules of its table and of the tables that it required",
    "warning": "el expression reasons warnings: a condition had no value and counts as false",
    # people
    "task_created": "k el name form groups users assignee priority due_at warn_at due_date provisional "
    "deadline rule days count since: a person may work",
    "task_changed": "k el due_at warn_at due_date provisional deadline rule days count since: due at "
    "another time",
    "task_claimed": "k el assignee: a person took the task",
    "task_released": "k el: the task went back to its group",
    "task_completed": "k el: the task is done",
    "task_cancelled": "k el: the task is no longer needed",
    "reminded": "k el: the people of an open task are reminded",
    "overdue": "k el: an open task has passed its due time",
    # handlers
    "job_created": "k el type retries headers: a handler is to work",
    "job_completed": "k el: the handler has done it",
    "job_cancelled": "k el: no longer needed",
    "job_failed": "k el message: an attempt failed",
    "job_retried": "k el: a person had it tried again",
    # time
    "timer_set": "k el what due_at: what is timer, reminder or overdue",
    "timer_cancelled": "k: all timers of the activity are off",
    "timer_fired": "k el what due_at: due_at tells how late it was",
    "clock": "name action due_at warn_at provisional left el ref: a clock of the case was started, paused, "
    "resumed, extended, stopped or counted again",
    # others
    "waiting": "k el kind name key: a message, signal or condition is waited for; key null: with any key",
    "unwaiting": "k el: no longer",
    "message_thrown": "name key variables el: to be delivered after the step",
    "signal_thrown": "name variables el: to be delivered to others after the step",
    # the case
    "instance_started": "process pack",
    "instance_completed": "",
    "instance_cancelled": "",
    "instance_suspended": "",
    "instance_resumed": "",
}

#: The kinds that `banjian run` prints as its trace.
TRACE = ("activated", "completed", "cancelled", "thrown", "caught", "taken")

#: Fields that a kind got later; events recorded before lack them.
LATER = {"decided": frozenset(["name", "file", "hash", "pack", "tables", "warnings"])}
