"""What is expected where a value of another kind stands, as sentences for people."""

from __future__ import annotations

MESSAGES = {
    "text": "Expected a text (line {line}, column {column})",
    "plain text": "Expected a text without control characters (line {line}, column {column})",
    "id": "Expected an id: letters, digits, _ - . with a letter or _ in front (line {line}, column {column})",
    "feel": "Expected FEEL (line {line}, column {column})",
    "amount": "Expected a number, or FEEL after = (line {line}, column {column})",
    "names": "Expected a list of names, or FEEL after = (line {line}, column {column})",
    "flag": "Expected true or false (line {line}, column {column})",
    "number": "Expected a whole number (line {line}, column {column})",
    "map": "Expected a map (line {line}, column {column})",
    "name": "Expected a name (line {line}, column {column})",
    "deadline": "Expected a deadline: its key in pack.yaml, or one of ref, clock, days"
    " (line {line}, column {column})",
    "count": "Expected working or calendar (line {line}, column {column})",
    "moment": "Expected completed or activated (line {line}, column {column})",
    "reminders": "Expected either before or after, with a number of days (line {line}, column {column})",
    "clocks": "Expected one of start, pause, resume, extend, stop, with the name of the clock"
    " (line {line}, column {column})",
    "each": "Expected either `of`, a list, or `times`, a number (line {line}, column {column})",
    "loop": "Expected `while` or `most` (line {line}, column {column})",
    "steps": "Expected a list of steps (line {line}, column {column})",
    "step": "Expected a step such as `task: name` (line {line}, column {column})",
    "activity": "Expected an activity such as `task` or `job` (line {line}, column {column})",
    "cases": "Expected a list of cases: `when` or `else`, `name`, `do` (line {line}, column {column})",
    "case": "Expected either `when` or `else` (line {line}, column {column})",
    "else": "Expected only one `else` (line {line}, column {column})",
    "branches": "Expected two branches at least, each a list of steps (line {line}, column {column})",
    "branch": "Expected a branch: a list of steps (`- - task: ...`), or a map with `name` and `do`"
    " (line {line}, column {column})",
    "alternatives": "Expected two events at least, each with `do` (line {line}, column {column})",
}
