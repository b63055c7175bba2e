"""What is expected where a value of another kind stands, as sentences for people."""

from __future__ import annotations

MESSAGES = {
    "text": "Expected a text",
    "plain text": "Expected a text without control characters",
    "id": "Expected an id: letters, digits, _ - . with a letter or _ in front",
    "feel": "Expected FEEL",
    "amount": "Expected a number, or FEEL after =",
    "names": "Expected a list of names, or FEEL after =",
    "flag": "Expected true or false",
    "number": "Expected a whole number",
    "map": "Expected a map",
    "name": "Expected a name",
    "deadline": "Expected a deadline: its key in pack.yaml, or one of ref, clock, days",
    "count": "Expected working or calendar",
    "moment": "Expected completed or activated",
    "reminders": "Expected either before or after, with a number of days",
    "clocks": "Expected one of start, pause, resume, extend, stop, with the name of the clock",
    "each": "Expected either `of`, a list, or `times`, a number",
    "loop": "Expected `while` or `most`",
    "steps": "Expected a list of steps, each with `- ` in front",
    "step": "Expected a step such as `task: name`",
    "activity": "Expected an activity such as `task` or `job`",
    "cases": "Expected a list of cases: `when` or `else`, `name`, `do`",
    "case": "Expected either `when` or `else`",
    "else": "Expected only one `else`",
    "branches": "Expected two branches at least, each a list of steps",
    "branch": "Expected a branch: a list of steps (`- - task: ...`), or a map with `name` and `do`",
    "alternatives": "Expected two events at least, each with `do`",
}
