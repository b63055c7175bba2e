"""The names that the expressions of an element may use, as far as they must be declared to be read.

What an element does not require is not in its scope: where two numbers `a` and `b` are required, `a-b` is a
difference, whatever else the model calls by that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from engine.dmn.documents import Document
from engine.dmn.elements import Decision, Knowledge, names_of, prefix, variable_of

#: a name that needs no declaration
_PLAIN = re.compile(r"[^\W\d]\w*")
#: names that stand behind a dot as well: of entries, outputs and components
_ENTRIES = ("{*}itemComponent", "{*}output", "{*}column")
_LOOPS = ("{*}for", "{*}some", "{*}every")
#: with more names than that, all elements share one scope: sets of their own would take too much memory
MAX_NAMES = 1_000


class Scopes:
    """The scopes of some documents. inner: names that are known everywhere."""

    def __init__(self, host: Iterable[str], documents: list[Document]) -> None:
        found = set(host)
        for document in documents:
            root = document.root
            found |= {e.get("name") or "" for e in root.iter(*_ENTRIES)}
            found |= {e.get("name") or "" for entry in root.iter("{*}contextEntry") for e in entry}
            found |= {one.name for one in document.imports}
        self.inner = _special(found)
        every = {
            name
            for document in documents
            for e in document.root.iter()
            if isinstance(e.tag, str) and (name := e.get("name") or e.get("iteratorVariable"))
        }
        self._shared = _special(every) | self.inner if len(every) > MAX_NAMES else None

    def of(self, element: Any, owner: Decision | Knowledge) -> frozenset[str]:
        """What the logic of a decision or a knowledge model may use."""
        if self._shared is not None:
            return self._shared
        names = {owner.name}
        for need in owner.needs:
            names |= {*names_of(need), *prefix(need.path), variable_of(need.element)}
        names |= {e.get("name") or "" for e in element.iter("{*}formalParameter")}
        names |= {e.get("iteratorVariable") or "" for e in element.iter(*_LOOPS)}
        own = _special(names)
        return self.inner if own <= self.inner else self.inner | own


def _special(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if name and not _PLAIN.fullmatch(name))
