"""The two errors of FEEL, and the warning that tells why a value is null; evaluation raises nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.errors import EngineError, fill


class FeelError(EngineError):
    """Base of what FEEL raises on purpose."""


class FeelSyntaxError(FeelError):
    """The text is no FEEL expression. `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1, **params: Any) -> None:
        super().__init__(message, **params)
        self.line, self.column = line, column


class FeelLimitError(FeelError):
    """The expression is too large, or its evaluation would use more than its budget."""


def unreadable(error: Exception) -> FeelError:
    """What is raised for a value from outside whose own methods fail."""
    reason = f"{type(error).__name__}: {error}"
    return FeelError("A value given from outside cannot be read: {reason}", reason=reason)


@dataclass(frozen=True, slots=True)
class Warning:
    """Why a part of an expression became null: an English sentence with places, and where (from 1)."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)
    line: int = 1
    column: int = 1

    @property
    def text(self) -> str:
        return fill(self.message, self.params)
