"""How much one step may work out for keeping, so that a model that never stops growing is told of in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.errors import ProcessFault
from engine.feel.jsonable import MAX_NODES

#: So many parts of values (numbers, texts, lists ...) one step may write.
MAX_WRITTEN = 5_000_000
#: Characters of a text that count as one part.
PART = 50


@dataclass
class Written:
    """What a step has worked out for keeping so far, counted in parts of values."""

    parts: int = 0

    def plain(self, value: Any, element: str) -> Any:
        """A value as JSON data. Raises ProcessFault, naming the element, when it is too large to be kept, or
        when all values of the step together are."""
        left = [MAX_NODES]
        try:
            found = feel.to_json(value, left)
        except feel.FeelError as error:
            message = "A value at {element} cannot be kept: {detail}"
            raise ProcessFault(message, element, detail=error.sentence) from error
        self.parts += MAX_NODES - left[0] + (len(found) // PART if isinstance(found, str) else 0)
        if self.parts > MAX_WRITTEN:
            raise ProcessFault(
                "The step does not come to an end: it has written {limit} values, the last at {element}.",
                element,
                limit=MAX_WRITTEN,
            )
        return found
