"""The numeric functions, on decimals of 34 digits."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from engine.feel.builtins.registry import Null, builtin
from engine.feel.values import CONTEXT, YearsMonths

#: wide enough for the whole quotient of any two numbers
_WIDE = Context(prec=12_500, Emin=-20_000, Emax=20_000, traps=[])


def finite(value: Decimal) -> Decimal:
    """The value, or null when it is beyond the numbers of FEEL."""
    if not value.is_finite():
        raise Null("The result is no finite number.")
    return value


def rounded(value: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """The value with so many digits after the point (negative: before it). A scale loses its fraction."""
    if not -6111 <= scale <= 6176:
        raise Null("A scale goes from -6111 to 6176.")
    digits = int(scale)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return value
    if value.adjusted() + digits + 1 > 34:
        return value
    result = value.quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=CONTEXT)
    return finite(result if digits >= 0 else CONTEXT.plus(result))


@builtin("decimal", "n: number, scale: number")
def decimal(value: Decimal, scale: Decimal) -> Decimal:
    """Rounded half to even."""
    return rounded(value, scale, ROUND_HALF_EVEN)


def _register(name: str, rounding: str, optional: bool) -> None:
    def function(value: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
        return rounded(value, scale, rounding)

    builtin(name, f"n: number, scale{'?' if optional else ''}: number")(function)


for _name, _rounding, _optional in (
    ("floor", ROUND_FLOOR, True),
    ("ceiling", ROUND_CEILING, True),
    ("round up", ROUND_UP, False),
    ("round down", ROUND_DOWN, False),
    ("round half up", ROUND_HALF_UP, False),
    ("round half down", ROUND_HALF_DOWN, False),
    ("round half even", ROUND_HALF_EVEN, False),
):
    _register(_name, _rounding, _optional)


@builtin("abs", "n: number")
def absolute(value: Decimal) -> Decimal:
    """Without its sign."""
    return CONTEXT.abs(value)


@builtin("abs", "n: duration")
def absolute_duration(value: Any) -> Any:
    """A duration without its sign."""
    return YearsMonths(abs(value.months)) if isinstance(value, YearsMonths) else abs(value)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """dividend - divisor * floor(dividend / divisor): the sign of the divisor."""
    if not divisor:
        raise Null("modulo() cannot divide by zero.")
    rest = CONTEXT.remainder(dividend, divisor)
    if not rest.is_finite():  # the quotient has more than 34 digits
        rest = _WIDE.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = CONTEXT.add(rest, divisor)
    return finite(rest)


@builtin("sqrt", "number: number")
def sqrt(value: Decimal) -> Decimal:
    """The square root."""
    if value < 0:
        raise Null("There is no square root of a negative number.")
    return CONTEXT.sqrt(value)


@builtin("log", "number: number")
def log(value: Decimal) -> Decimal:
    """The natural logarithm."""
    if value <= 0:
        raise Null("There is no logarithm of zero or a negative number.")
    return CONTEXT.ln(value)


@builtin("exp", "number: number")
def exp(value: Decimal) -> Decimal:
    """e to the power."""
    return finite(CONTEXT.exp(value))


@builtin("odd", "number: number")
def odd(value: Decimal) -> bool:
    """Whether a whole number is odd."""
    return _whole(value) % 2 == 1


@builtin("even", "number: number")
def even(value: Decimal) -> bool:
    """Whether a whole number is even."""
    return _whole(value) % 2 == 0


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value():
        raise Null("odd() and even() need a whole number.")
    return 0 if value.adjusted() > 40 else int(value)
