"""Makes the notices and letters of a case from Word templates.

The same job gives the same bytes, however often it runs: dates come from the job's variables, never from a
clock, and the file carries no time of its own. A template can read variables only; it cannot run code.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from engine.handler_api import BpmnError, Job, handler

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The time written into the file: the earliest that a zip archive can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: of a template: parts, and bytes when unpacked
_MAX_MEMBERS, _MAX_UNPACKED = 500, 50_000_000
_LARGE = 10**18


@handler("document.render")
def render(job: Job) -> dict[str, Any]:
    """Fill the template of header `template` with the job's variables and keep it as header `name`.

    Beside its variables the template sees `number` (of the case) and the filters `day` (2026年1月5日)
    and `choice(a="甲", b="乙")` (the text for a value). Returns the variables `document` (the name) and
    `issued_on` (the day that stands on it).
    Raises BpmnError `document` when the template is missing or names something that is not there: a notice
    with a hole in it must not leave the office.
    """
    path, name = job.headers.get("template", ""), job.headers.get("name", "")
    source = job.pack_files.get(path)
    if source is None:
        raise BpmnError("document", f"The pack has no template {path!r}.")
    if not name:
        raise BpmnError("document", "The task names no document: header `name` is missing.")
    context = {**job.variables, "number": job.number}
    try:
        content = fill(source, context)
    except (TemplateError, ValueError, ArithmeticError, TypeError) as error:
        raise BpmnError("document", f"{path}: {error}") from error
    job.attach(name, content, MEDIA_TYPE)
    return {"document": name, "issued_on": job.variables.get("issued_on")}


def fill(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The template with its places filled. Raises jinja2.TemplateError for what is not in the context."""
    _check_template(template)
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(context), jinja_env=_environment(), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return without_times(made.getvalue())


def _check_template(template: bytes) -> None:
    """Raises ValueError for an archive that would unpack to far more than any letter needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as source:
            members = source.infolist()
    except zipfile.BadZipFile as cause:
        raise ValueError("the template is no Word document") from cause
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise ValueError("the template is too large")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Templates come from designers of processes: they read variables and cannot fill the memory."""

    intercepted_binops = frozenset({"*", "**"})

    @lru_cache(maxsize=64)  # noqa: B019 - there is one environment; compiling takes longer than filling in
    def from_string(self, source: str, *args: Any, **named: Any) -> Template:  # type: ignore[override]
        """The compiled text of a part of a template."""
        return super().from_string(source, *args, **named)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiplies numbers of reasonable size; no text or list is repeated, no power is taken."""
        numbers = all(isinstance(one, int | float | Decimal) and abs(one) < _LARGE for one in (left, right))
        if operator == "**" or not numbers:
            raise SecurityError("a template may multiply numbers only")
        return left * right


def without_times(content: bytes) -> bytes:
    """The same archive with members in order of name and without times of writing."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return result.getvalue()


@cache
def _environment() -> _Sandbox:
    environment = _Sandbox(undefined=StrictUndefined, autoescape=True)
    environment.filters.update(day=day, choice=choice, amount=amount)
    return environment


def day(value: Any) -> str:
    """2026年1月5日, as GB/T 9704-2012 writes the date of a document; for an ISO date or time."""
    if isinstance(value, datetime | date):
        found: date = value
    elif isinstance(value, str):
        found = date.fromisoformat(value[:10])
    else:
        raise ValueError(f"Expected a date, but it is {value!r}.")
    return f"{found.year}年{found.month}月{found.day}日"


def choice(value: Any, **texts: str) -> str:
    """The text for a coded value, e.g. `{{ channel|choice(VISIT="来访", LETTER="来信") }}`."""
    try:
        return texts[str(value)]
    except KeyError:
        raise ValueError(f"Expected one of {', '.join(texts)}, but it is {value!r}.") from None


def amount(value: Any) -> str:
    """Yuan with two decimals and no rounding surprise: 1234.5 is 1234.50."""
    return f"{Decimal(str(value)):.2f}"
