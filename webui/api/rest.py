"""What all endpoints of the REST interface share: blueprint, paging, the shape of errors.

An endpoint asks `engine.read` or sends one command, as the pages do; it holds no rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import marshmallow as ma
from flask import Request, current_app
from flask_smorest import Api, Blueprint
from webargs import ValidationError
from webargs.flaskparser import FlaskParser

PREFIX = "/api/v1"
F = TypeVar("F", bound=Callable[..., Any])

_SIMPLE: dict[Any, type[ma.fields.Field]] = {
    str: ma.fields.String,
    int: ma.fields.Integer,
    bool: ma.fields.Boolean,
    datetime: ma.fields.AwareDateTime,
    date: ma.fields.Date,
}


class FindingSchema(ma.Schema):
    """One thing that is wrong with what was sent."""

    file = ma.fields.String()
    element = ma.fields.String(metadata={"description": "Element of a model, or field of a form or request."})
    rule = ma.fields.String()
    severity = ma.fields.String(validate=ma.validate.OneOf(["error", "warning"]))
    message = ma.fields.String()
    line = ma.fields.Integer(allow_none=True)


class ErrorBody(ma.Schema):
    kind = ma.fields.String(metadata={"description": "not_found, conflict, forbidden, invalid, ..."})
    message = ma.fields.String(metadata={"description": "A sentence in the language of the request."})
    findings = ma.fields.List(ma.fields.Nested(FindingSchema))


class ErrorSchema(ma.Schema):
    """Every error has this shape."""

    error = ma.fields.Nested(ErrorBody)


class RestApi(Api):
    """flask-smorest with our one shape of errors; `webui.errors` answers them."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """None of its own."""


class ExactParser(FlaskParser):
    """Reads JSON bodies with the application's own reader, so that decimals stay exact."""

    def _raw_load_json(self, req: Request) -> Any:
        content = req.get_data(cache=True)
        if not content:
            return ma.missing
        if not req.is_json:
            current_app.aborter(415)
        try:
            return current_app.json.loads(content)
        except ValueError as cause:
            raise ValidationError({"_schema": ["This is not valid JSON."]}) from cause


class Endpoints(Blueprint):
    """The endpoints of one noun."""

    ARGUMENTS_PARSER = ExactParser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"api_{name}", f"webui.api.{name}", url_prefix=PREFIX, description=description)


class PageQuery(ma.Schema):
    """Keyset paging: `after` is the `next` of the page before."""

    after = ma.fields.String(metadata={"description": "`next` of the page before"})
    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(1, 100))


class CommandBody(ma.Schema):
    """What every command may say beside its own fields; it is kept in the history."""

    on_behalf_of = ma.fields.String(
        allow_none=True,
        validate=ma.validate.Length(1, 80),
        metadata={"description": "Login of the person for whom the caller stands in on this day."},
    )
    reason = ma.fields.String(
        allow_none=True, validate=ma.validate.Length(1, 1000), metadata={"description": "Why."}
    )


class ReasonBody(CommandBody):
    """A command that wants to be explained."""

    reason = ma.fields.String(
        required=True, validate=ma.validate.Length(1, 1000), metadata={"description": "Why."}
    )


def refusals(blueprint: Endpoints, *codes: int) -> Callable[[F], F]:
    """Document which errors an endpoint may answer with, beside the ones of every endpoint."""

    def wrap(view: F) -> F:
        for code in (*codes, 401, 429):
            view = blueprint.alt_response(code, schema=ErrorSchema)(view)
        return view

    return wrap


def schema_of(
    row: type, name: str, without: tuple[str, ...] = (), **extra: ma.fields.Field
) -> type[ma.Schema]:
    """The schema of a frozen row, field by field, so that the interface says what the engine says."""
    hints = get_type_hints(row)
    made: dict[str, Any] = {
        field.name: _field(hints[field.name]) for field in dataclass_fields(row) if field.name not in without
    }
    schema = type(name, (ma.Schema,), {**made, **extra, "__doc__": (row.__doc__ or "").strip()})
    return schema


def page_of(schema: type[ma.Schema], name: str) -> type[ma.Schema]:
    return type(
        name,
        (ma.Schema,),
        {"items": ma.fields.List(ma.fields.Nested(schema)), "next": ma.fields.String(allow_none=True)},
    )


def _field(hint: Any) -> ma.fields.Field:
    """The marshmallow field for a type hint of a row."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = [arg for arg in get_args(hint) if arg is not NoneType]
        made = _field(inner[0])
        made.allow_none = True
        return made
    if origin is Literal:
        return ma.fields.String(validate=ma.validate.OneOf(get_args(hint)))
    if origin is tuple:
        return ma.fields.List(_field(get_args(hint)[0]))
    if is_dataclass(hint):
        return ma.fields.Nested(schema_of(hint, f"{hint.__name__}Schema"))
    if hint in _SIMPLE:
        return _SIMPLE[hint]()
    if hint is Any:
        return ma.fields.Raw(allow_none=True)
    return ma.fields.Dict(keys=ma.fields.String())
