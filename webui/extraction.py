"""Finds the message ids that pybabel's own extractors do not see: the engine's sentences, endpoint texts.

Named in the two `babel.cfg` files; used by developers only, never while the product runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import IO, Any

from babel.messages.extract import extract_python

Found = tuple[int, str, str | tuple[str, ...], list[str]]

#: Calls that make a sentence for a reader, with the place of the sentence among their arguments.
SENTENCES = {
    "EngineError": 0, "NotFound": 0, "Conflict": 0, "Forbidden": 0, "Invalid": 0, "Rejected": 0,
    "ProcessFault": 0, "ConfigError": 0, "FeelSyntaxError": 0, "FeelLimitError": 0, "Null": 0, "_fail": 0,
    "_finding": 0, "Finding": 1, "add": 1, "_add": 1, "find": 1, "fail": 1, "finding": 1, "_refused": 1,
    "tell": 2, "Problem": 2, "_Stop": 0, "Failure": 1, "PatternError": 0,
    "Warning": 0, "_reject": 1, "Unstructured": 1, "say": 0, "misused": 0, "bad_value": 0,
}  # fmt: skip
#: Tokens of FEEL.
NO_SENTENCES = {"instance of"}
#: Module constants that hold such sentences.
TABLES = {"_MESSAGES", "MESSAGES"}


def sentences(
    fileobj: IO[bytes], keywords: Any, comment_tags: Iterable[str], options: Any
) -> Iterator[Found]:
    """Every sentence that is given to an error, a finding or a reason, by place or as `message=`."""
    for node in ast.walk(ast.parse(fileobj.read())):
        for text in _texts(node):
            if " " in text and text not in NO_SENTENCES:  # a word alone is a name
                yield node.lineno, "gettext", text, []


def endpoint_texts(
    fileobj: IO[bytes], keywords: Any, comment_tags: Iterable[str], options: Any
) -> Iterator[Found]:
    """Docstring summaries of endpoints and titles of their groups, and what Python code marks itself."""
    yield from extract_python(fileobj, keywords, comment_tags, options)
    fileobj.seek(0)
    for node in ast.walk(ast.parse(fileobj.read())):
        if isinstance(node, ast.FunctionDef) and any(_is_endpoint(mark) for mark in node.decorator_list):
            if summary := (ast.get_docstring(node) or "").partition("\n")[0]:
                yield node.lineno, "gettext", summary, []
        elif isinstance(node, ast.Call) and _name(node.func) == "Endpoints":
            yield node.lineno, "gettext", ast.literal_eval(node.args[1]), []


def _texts(node: ast.AST) -> Iterator[str]:
    given: list[ast.expr] = []
    if isinstance(node, ast.Call):
        place = SENTENCES.get(_name(node.func))
        given = [keyword.value for keyword in node.keywords if keyword.arg == "message"]
        given += node.args[place : place + 1] if place is not None else []
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        names = {_name(name) for name in (node.targets if isinstance(node, ast.Assign) else [node.target])}
        if names & TABLES and isinstance(node.value, ast.Dict):
            given = list(node.value.values)
        elif "message" in names:
            given = [node.value]
    elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and isinstance(node.elts[2], ast.Dict):
        given = [node.elts[1]]  # rule, sentence, places
    for value in given:
        for part in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def _is_endpoint(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Call) and _name(mark.func) in {"get", "post", "put", "delete"}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
