"""The task handlers: one module per subject. Importing this package registers them all.

A handler imports `engine.handler_api` and nothing else of the engine.
"""

from handlers import documents, notices

__all__ = ["documents", "notices"]
