"""Finds decisions that require each other in a circle, also through imports."""

from __future__ import annotations

from engine.dmn.documents import Document
from engine.dmn.elements import Decision
from engine.dmn.model import Model
from engine.dmn.xml import children


def check_cycles(model: Model, document: Document) -> None:
    """A finding for the first circle that begins at a decision of the model."""
    done: set[Decision] = set()
    for start in model.decisions.values():
        path: list[Decision] = []
        todo: list[tuple[Decision, bool]] = [(start, False)]
        while todo:
            decision, leaving = todo.pop()
            if leaving:
                path.pop()
                done.add(decision)
            elif decision in path:
                names = " -> ".join(d.id for d in [*path[path.index(decision) :], decision])
                element = next(
                    e for e in children(document.root, "decision") if start.id in (e.get("id"), e.get("name"))
                )
                message = "The decisions {names} require each other."
                document.findings.add("dmn-cycle", message, element, names=names)
                return
            elif decision not in done:
                path.append(decision)
                todo.append((decision, True))
                todo += [(n.element, False) for n in decision.needs if isinstance(n.element, Decision)]
