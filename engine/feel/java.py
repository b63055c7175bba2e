"""The Java functions that external functions may name: pure ones of java.lang, written in Python.

Each is known by class, name and types of its parameters. Arguments are converted as the standard maps them:
number to the numeric types (whole, and within the range, where the type is), string to String and char.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.java_text import Unfit, double_text, formatted
from engine.feel.values import number

__all__ = ["FUNCTIONS", "VARARGS", "Converter", "Unfit", "types_of"]

Converter = Callable[[Any], Any]
_SIGNATURE = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*")
_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_WRAPPERS = {
    "Byte": "byte",
    "Short": "short",
    "Integer": "int",
    "Long": "long",
    "Float": "float",
    "Double": "double",
}
_DECIMAL = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_WHOLE = re.compile(r"[+-]?\d+")


def types_of(signature: str) -> tuple[str, tuple[str, ...] | None]:
    """The name and the types of a method signature, types None for one that is malformed."""
    match = _SIGNATURE.fullmatch(signature[:300])
    if match is None:
        return "", None
    types = tuple(part.strip() for part in match[2].split(",")) if match[2].strip() else ()
    return match[1], tuple(_ALIASES.get(name, name) for name in types)


#: other spellings of the same type
_ALIASES = {f"java.lang.{wrapper}": name for wrapper, name in _WRAPPERS.items()} | {
    "String": "java.lang.String",
    "java.lang.Boolean": "boolean",
    "java.lang.Character": "char",
    "java.lang.Object[]": "[Ljava.lang.Object;",
    "java.lang.Object...": "[Ljava.lang.Object;",
}


def _whole(bits: int) -> Converter:
    def convert(value: Any) -> int:
        found = number(value)
        if (
            found is None
            or found != found.to_integral_value()
            or not -(2 ** (bits - 1)) <= found < 2 ** (bits - 1)
        ):
            raise Unfit
        return int(found)

    return convert


def _double(value: Any) -> float:
    found = number(value)
    if found is None:
        raise Unfit
    return float(found)


def _single(value: Any) -> float:
    found: float = struct.unpack("f", struct.pack("f", _double(value)))[0]
    return found


def _of(cls: type) -> Converter:
    def convert(value: Any) -> Any:
        if not isinstance(value, cls):
            raise Unfit
        return value

    return convert


def _char(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 1:
        raise Unfit
    return value


def VARARGS(values: list[Any]) -> list[Any]:
    """The rest of the arguments, as they are."""
    return values


_CONVERTERS: dict[str, Converter] = {
    **{name: _whole(bits) for name, bits in _BITS.items()},
    "double": _double, "float": _single, "boolean": _of(bool), "char": _char,
    "java.lang.String": _of(str), "java.lang.Object": lambda value: value, "[Ljava.lang.Object;": VARARGS,
}  # fmt: skip

FUNCTIONS: dict[tuple[str, str, tuple[str, ...]], tuple[Callable[..., Any], tuple[Converter, ...]]] = {}


def _add(owner: str, name: str, types: tuple[str, ...], target: Callable[..., Any]) -> None:
    FUNCTIONS[f"java.lang.{owner}", name, types] = (target, tuple(_CONVERTERS[t] for t in types))


def _exact(value: float) -> Decimal:
    """A double as the number that its shortest text says."""
    if not math.isfinite(value):
        raise Unfit
    return Decimal(repr(value))


def _exact_single(value: float) -> Decimal:
    return Decimal(
        next(text for digits in range(1, 10) if _single(float(text := f"{value:.{digits}g}")) == value)
    )


def _result(kind: str, target: Callable[..., Any]) -> Callable[..., Any]:
    """The function with a numeric result of that type as a Decimal."""
    made = {"double": _exact, "float": _exact_single}.get(kind, Decimal)

    def call(*args: Any) -> Decimal:
        found = target(*args)
        if kind in _BITS:
            found = _CONVERTERS[kind](Decimal(found))
        return made(found)

    return call


def _round(value: float) -> int:
    return math.floor(Decimal(value) + Decimal("0.5"))


def _math() -> None:
    one = {
        "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos,
        "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "exp": math.exp,
        "expm1": math.expm1, "log": math.log, "log10": math.log10, "log1p": math.log1p,
        "sqrt": math.sqrt, "cbrt": math.cbrt,
        "ceil": math.ceil, "floor": math.floor, "rint": round, "toRadians": math.radians,
        "toDegrees": math.degrees, "signum": lambda x: float((x > 0) - (x < 0)),
    }  # fmt: skip
    two = {"pow": math.pow, "atan2": math.atan2, "hypot": math.hypot}
    for name, target in one.items():
        _add("Math", name, ("double",), _result("double", lambda x, f=target: float(f(x))))
    for name, target in two.items():
        _add("Math", name, ("double", "double"), _result("double", target))
    for kind in ("int", "long", "float", "double"):
        _add("Math", "abs", (kind,), _result(kind, abs))
        _add("Math", "max", (kind, kind), _result(kind, max))
        _add("Math", "min", (kind, kind), _result(kind, min))
    for kind in ("int", "long"):
        _add("Math", "floorDiv", (kind, kind), _result(kind, lambda a, b: a // b))
        _add("Math", "floorMod", (kind, kind), _result(kind, lambda a, b: a % b))
    _add("Math", "round", ("double",), _result("long", _round))
    _add("Math", "round", ("float",), _result("int", _round))


def _read(kind: str) -> Callable[[str], Decimal]:
    pattern = _WHOLE if kind in _BITS else _DECIMAL

    def read(text: str) -> Decimal:
        if len(text) > 400 or not pattern.fullmatch(text):
            raise Unfit
        value: Decimal = _result(kind, lambda: _CONVERTERS[kind](Decimal(text.strip())))()
        return value

    return read


def _values() -> None:
    text = "java.lang.String"
    for wrapper, kind in _WRAPPERS.items():
        _add(wrapper, "valueOf", (text,), _read(kind))
        _add(wrapper, f"parse{'Int' if kind == 'int' else wrapper}", (text,), _read(kind))
        _add(wrapper, "valueOf", (kind,), _result(kind, lambda x: x))
        shown = (
            str
            if kind in _BITS
            else double_text
            if kind == "double"
            else lambda x: double_text(_exact_single(x))
        )
        _add(wrapper, "toString", (kind,), shown)
        if kind not in ("byte", "short"):
            _add("String", "valueOf", (kind,), shown)
    for name in ("valueOf", "parseBoolean"):
        _add("Boolean", name, (text,), lambda value: value.lower() == "true")
    _add("String", "valueOf", ("boolean",), lambda value: str(value).lower())
    _add("String", "valueOf", ("char",), str)
    _add("String", "valueOf", ("java.lang.Object",), lambda value: formatted("%s", [value]))
    _add("String", "format", (text, "[Ljava.lang.Object;"), formatted)


_math()
_values()
