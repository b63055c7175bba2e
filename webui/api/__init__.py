"""The REST interface `/api/v1`."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the interface."""
