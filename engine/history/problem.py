"""What `verify` finds, in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import fill


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where the stored record does not agree with itself.

    table: of the row. key: of a row that belongs to no case, e.g. `petition:3` of a pack. what: the column,
    or `missing`, `chain`, `content`. message: an English sentence with places for `params`.
    """

    table: str
    what: str
    message: str
    params: dict[str, Any]
    instance_id: str = ""
    number: str = ""
    seq: int | None = None
    key: str = ""

    @property
    def text(self) -> str:
        return fill(self.message, self.params)

    def as_dict(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "instance_id": self.instance_id,
            "number": self.number,
            "seq": self.seq,
            "key": self.key,
            "what": self.what,
            "message": self.text,
        }
