"""A decision model that can be asked: decisions, the knowledge they need, services, and imported models.

Asking is pure: the values given, the time given, nothing else. One budget covers a whole question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.clock import SystemClock
from engine.dmn.elements import (
    Decision,
    Element,
    Functions,
    Import,
    InputData,
    Knowledge,
    Need,
    Path,
    Service,
    names_of,
    prefix,
    variable_of,
)
from engine.dmn.run import Outcome, decide, decide_service, invoke
from engine.dmn.xml import spaced
from engine.errors import Finding, NotFound

N = TypeVar("N", Decision, Knowledge, Service)

_CLOCK = SystemClock()


@dataclass(slots=True, eq=False)
class Model:
    """All that one file defines, and what it imports. `findings` holds what lint reports.

    A decision with errors in it is null. file: as the reader was told. digest: hex SHA-256 of the file.
    """

    id: str
    name: str
    namespace: str
    data: dict[str, InputData] = field(default_factory=dict)
    knowledge: dict[str, Knowledge] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    imports: list[Import] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    file: str = ""
    digest: str = ""

    def find_decision(self, key: str) -> Decision | None:
        """The decision with that id or name; one of an import by `import.name`."""
        return self._decision(key)[1]

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Any:
        """The value of a decision by id or name; else of the service or function of that name.

        now: what `now()` and `today()` give, the machine's clock without one. Raises NotFound, and
        FeelLimitError for the budget.
        """
        path, found = self._decision(decision)
        if found is not None:
            return decide(self, path, found, inputs, now or _CLOCK, functions).value
        if self.find_service(decision) is None and self._knowledge(decision)[1] is None:
            raise NotFound("There is no decision '{name}'.", name=decision)
        return self.evaluate_service(decision, inputs, now, functions)

    def decide(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Outcome:
        """The value of a decision with everything that led to it."""
        path, found = self._decision(decision)
        if found is None:
            raise NotFound("There is no decision '{name}'.", name=decision)
        return decide(self, path, found, inputs, now, functions)

    def evaluate_service(
        self,
        service: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Any:
        """The value of a decision service by id or name, its input data and input decisions by name; of a
        business knowledge model its parameters by name. `now`, and what is raised, as in `evaluate`."""
        found = self.find_service(service)
        path, knowledge = self._knowledge(service)
        if found is None and knowledge is not None:
            return invoke(path, knowledge, inputs, now or _CLOCK, functions)
        if found is None:
            raise NotFound("There is no decision service '{name}'.", name=service)
        return decide_service(found, inputs, now or _CLOCK, functions).value

    def decide_service(
        self,
        service: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Outcome:
        """The value of a decision service with the tables and warnings on the way."""
        found = self.find_service(service)
        if found is None:
            raise NotFound("There is no decision service '{name}'.", name=service)
        return decide_service(found, inputs, now, functions)

    def find_service(self, key: str) -> Service | None:
        """The decision service with that id or name; one of an import by `import.name`."""
        return next((found for _, found in self._named(key, lambda model: model.services)), None)

    def parameters(self, service: Service) -> tuple[str, ...]:
        """What a service is given: its input data, then its input decisions."""
        return tuple(need.name for need in service.data + service.decisions)

    def inputs_of(self, decision: Decision) -> frozenset[str]:
        """The variables from outside that the decision and its requirements read."""
        names: set[str] = set()
        seen: set[Element] = set()
        todo: list[Element] = [decision]
        for one in todo:
            if one in seen:
                continue
            seen.add(one)
            if isinstance(one, InputData):
                names.add(one.name)
                continue
            needs = [] if isinstance(one, Service) else one.needs
            if isinstance(one, Decision) and not self.data:
                names |= one.reads - {name for need in needs for name in names_of(need)}
            # a function sees its arguments, but not the data that its own requirements would read
            todo += [n.element for n in needs if isinstance(n.element, (Decision, InputData))]
        return frozenset(names)

    def reachable(self) -> Iterator[tuple[Path, Model]]:
        """This model and the imported ones, each by its shortest path; the nearest first."""
        seen = {self}
        todo: list[tuple[Path, Model]] = [((), self)]
        for path, model in todo:
            yield path, model
            for one in model.imports:
                if one.model not in seen:
                    seen.add(one.model)
                    todo.append(((*path, one), one.model))

    def find(self, namespace: str, key: str) -> Need | None:
        """The element of that id: of this model ("" or its own namespace), or of the import of a namespace.

        What is imported without a name is found as if it were the model's own.
        """
        for path, model in self.reachable():
            own = namespace in ("", self.namespace) and not prefix(path)
            if (own or (path and namespace in (path[-1].namespace, model.namespace))) and (
                found := model.element(key)
            ):
                return Need(path, found)
        return None

    def element(self, key: str) -> Element | None:
        """The element of that id in this model alone."""
        return (
            self.decisions.get(key) or self.data.get(key) or self.knowledge.get(key) or self.services.get(key)
        )

    def _decision(self, key: str) -> tuple[Path, Decision | None]:
        return next(self._named(key, lambda model: model.decisions), ((), None))

    def _knowledge(self, key: str) -> tuple[Path, Knowledge | None]:
        return next(self._named(key, lambda model: model.knowledge), ((), None))

    def _named(self, key: str, group: Callable[[Model], Mapping[str, N]]) -> Iterator[tuple[Path, N]]:
        """The elements of a group that the key names; the nearest first."""
        for path, model in self.reachable():
            if (rest := _within(path, spaced(key))) and (found := _named(group(model), rest)):
                yield path, found


def _within(path: Path, key: str) -> str:
    """What is left of a name behind the names of the imports; "" if it does not begin with them."""
    start = "".join(f"{name}." for name in prefix(path))
    return key[len(start) :] if key.startswith(start) else ""


def _named(elements: Mapping[str, N], key: str) -> N | None:
    """By id, else by name, else by the name of the variable."""
    every = elements.values()
    return (
        elements.get(key)
        or next((e for e in every if e.title == key), None)
        or next((e for e in every if variable_of(e) == key), None)
    )
