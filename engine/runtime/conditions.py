"""Conditions and decisions of a model: asked, and kept in the history with the reasons for what is null."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from engine import dmn, feel
from engine.errors import ProcessFault, Sentence
from engine.model.definition import Element
from engine.runtime.execution import Execution

#: Of one condition or decision the history keeps this many warnings and runs of tables, and of a value
#: within a warning this many characters.
MAX_WARNINGS, MAX_TABLES, MAX_SHOWN = 20, 50, 200


def holds(
    ex: Execution,
    condition: feel.Expression,
    scope: int,
    element: str,
    extra: Mapping[str, Any] | None = None,
) -> bool:
    """Whether a condition is true. What is neither true nor false counts as false and leaves a `warning`.

    element: of the model, which the warning names. extra: seen beside the variables.
    """
    value = ex.evaluate(condition, scope, element, extra)
    if isinstance(value, bool):
        return value
    if value is None:
        found = condition.warnings(ex.chain(scope, extra), now=ex.ctx.local, functions=ex.functions)
    else:
        shown = f'"{value}"' if isinstance(value, str) else str(ex.plain(value, element))
        found = [feel.Warning("{value} is neither true nor false", {"value": shown})]
    warnings = _recorded(found)
    reasons = [feel.Warning(w["message"], w["params"]).text for w in warnings]
    ex.emit("warning", el=element, expression=condition.text, reasons=reasons, warnings=warnings)
    return False


def decide(ex: Execution, element: Element, scope: int) -> Any:
    """The value of the decision that a business rule task names, as JSON data; a `decided` tells how it came.

    Raises ProcessFault when the decision is not there, or goes over its budget or has no result.
    """
    name = ex.text(element.decision, scope, element.id)
    pack = ex.pack(scope)
    decision: dmn.Decision | None = pack.decisions.get(name)
    if decision is None:
        raise ProcessFault("The decision {name} of {element} is not in the pack.", element.id, name=name)
    try:
        outcome = decision.decide(ex.chain(scope), now=ex.ctx.local, functions=ex.functions)
        value, inputs = feel.to_json(outcome.value), feel.to_json(outcome.inputs)
        own = decision.table.id if decision.table is not None else None
        others = [table for table in outcome.tables if table.table != own]
        tables = [_run(table) for table in others[:MAX_TABLES]]
    except feel.FeelLimitError as error:
        message = "The decision {name} at {element} went over its limit: {detail}"
        raise ProcessFault(message, element.id, name=name, detail=error.sentence) from error
    except feel.FeelError as error:
        message = "The decision {name} at {element} has no result: {detail}"
        raise ProcessFault(message, element.id, name=name, detail=error.sentence) from error
    ex.emit(
        "decided", el=element.id, decision=name, inputs=inputs, outputs=value, rules=list(outcome.rules),
        name=decision.name, file=decision.model.file, hash=decision.model.digest, pack=pack.ref,
        tables=tables, warnings=_recorded(outcome.warnings),
    )  # fmt: skip
    return value


def _run(table: dmn.Trace) -> dict[str, Any]:
    """A run of a table of what the decision requires; that of its own is told by the event itself."""
    return {
        "table": table.table,
        "inputs": feel.to_json(table.inputs),
        "outputs": feel.to_json(table.value),
        "rules": list(table.rules),
    }


def _recorded(warnings: Iterable[feel.Warning]) -> list[dict[str, Any]]:
    """Warnings as an event holds them: the sentence apart from its values, so that it can be translated."""
    return [
        {
            "message": warning.message,
            "params": {name: _shown(value) for name, value in warning.params.items()},
            "line": warning.line,
            "column": warning.column,
        }
        for warning in list(warnings)[:MAX_WARNINGS]
    ]


def _shown(value: Any) -> Any:
    if isinstance(value, Sentence):
        places = {name: _shown(inner) for name, inner in value.params.items()}
        return {"message": value.message, "params": places}
    return value if isinstance(value, int | Decimal) else str(value)[:MAX_SHOWN]
