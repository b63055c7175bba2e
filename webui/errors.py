"""The one place that maps errors to HTTP codes, as a page or as JSON, in the reader's language.

It never shows a stack trace; what an operator needs goes into the log.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import (
    Conflict,
    EngineError,
    Finding,
    Forbidden,
    Invalid,
    NotFound,
    ProcessFault,
    Unavailable,
)
from webui.i18n import translate_error, translate_finding

log = logging.getLogger(__name__)

#: Most special first. What is not named here is a fault of ours: 500.
STATUS: tuple[tuple[type[EngineError], int, str], ...] = (
    (NotFound, 404, "not_found"),
    (Conflict, 409, "conflict"),
    (Forbidden, 403, "forbidden"),
    (Invalid, 422, "invalid"),
    (ProcessFault, 500, "process_fault"),
    (Unavailable, 503, "unavailable"),
)


def init_app(app: Flask) -> None:
    app.register_error_handler(EngineError, _engine_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: EngineError) -> int:
    return next((status for type_, status, _kind in STATUS if isinstance(error, type_)), 500)


def wants_json() -> bool:
    """Programs get JSON: the API, and whoever prefers it to HTML."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return request.path.startswith("/api/") or best == "application/json"


def as_json(kind: str, message: str, findings: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The one shape of an error: {"error": {"kind", "message", "findings"}}."""
    return {"error": {"kind": kind, "message": message, "findings": findings or []}}


def finding_json(finding: Finding) -> dict[str, Any]:
    return {**finding.as_dict(), "message": translate_finding(finding)}


def error_findings(error: EngineError) -> tuple[Finding, ...]:
    return error.findings if isinstance(error, Invalid) else ()


def answer(
    status: int, kind: str, message: str, findings: tuple[Finding, ...] = ()
) -> tuple[Response | str, int]:
    """An error as the client wants it: JSON, a part for htmx, or a page that says what to do next."""
    if wants_json():
        return jsonify(as_json(kind, message, [finding_json(f) for f in findings])), status
    part = bool(request.headers.get("HX-Request"))
    template = "errors/_alert.html" if part else "errors/error.html"
    shown = {"status": status, "kind": kind, "title": _title(kind), "message": message}
    shown |= {"advice": _advice(kind), "findings": findings}
    if status < 500:
        return render_template(template, **shown), status
    try:
        return render_template(template, **shown), status
    except Exception:  # the menu asks the database, which may be what failed: a page without reader and menu
        log.exception("the page of an error failed")
        g._login_user = AnonymousUserMixin()
        return render_template(template, **shown), status


def _engine_error(error: EngineError) -> tuple[Response | str, int]:
    for type_, status, kind in STATUS:
        if isinstance(error, type_):
            if isinstance(error, Unavailable):
                log.error("%s: %s", kind, error.__cause__ or error)
                g._login_user = AnonymousUserMixin()  # who it is cannot be asked either
            elif status >= 500:
                log.error("%s: %s", kind, error, exc_info=error)
            answered = answer(status, kind, translate_error(error), error_findings(error))
            return _with_pause(answered) if isinstance(error, Unavailable) else answered
    return _unexpected(error)


def _with_pause(answered: tuple[Response | str, int]) -> tuple[Response, int]:
    """The answer with the number of seconds after which a program may try again."""
    body, status = answered
    response = Response(body) if isinstance(body, str) else body
    response.headers["Retry-After"] = "30"
    return response, status


def _csrf_error(error: CSRFError) -> tuple[Response | str, int]:
    return answer(400, "form_expired", _("This page was open for too long, or was not sent from here."))


def _http_error(error: HTTPException) -> tuple[Response | str, int]:
    if error.response is not None:
        return error.response, error.response.status_code
    status = error.code or 500
    kinds = {401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "not_allowed", 413: "too_large",
             415: "unsupported", 422: "invalid", 429: "too_many"}  # fmt: skip
    kind = kinds.get(status, "bad_request" if status < 500 else "fault")
    body, code = answer(status, kind, _sentence(kind, status), _schema_findings(error))
    response = Response(body) if isinstance(body, str) else body
    response.status_code = code
    for name, value in error.get_headers():
        if name.lower() in {"retry-after", "allow"}:
            response.headers[name] = value
    if status == 401:  # not `Basic`: the browser would ask for and keep a password of its own
        response.headers["WWW-Authenticate"] = 'xBasic realm="banjian"'
    return response, code


def _unexpected(error: Exception) -> tuple[Response | str, int]:
    mark = uuid.uuid4().hex[:8]
    log.error("unexpected error %s", mark, exc_info=error)
    return answer(500, "fault", _("Something went wrong on our side. Reference: %(mark)s", mark=mark))


def _schema_findings(error: HTTPException) -> tuple[Finding, ...]:
    """What flask-smorest found wrong with a request, field by field, in the reader's language."""
    found: list[Finding] = []

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else str(key))
            return
        for one in value if isinstance(value, list) else [value]:
            text = _wording(str(one))
            found.append(Finding(rule="request", message="{text}", element=path, params={"text": text}))

    for by_place in (getattr(error, "data", None) or {}).get("messages", {}).values():
        walk(by_place, "")
    return tuple(found)


def _wording(text: str) -> str:
    """The usual sentences of the request checker; the rare ones stay English."""
    return {
        "Missing data for required field.": _("This field is missing."),
        "Field may not be null.": _("This field is empty."),
        "Unknown field.": _("There is no such field."),
        "Not a valid string.": _("This must be a text."),
        "Not a valid integer.": _("This must be a whole number."),
        "Not a valid boolean.": _("This must be true or false."),
        "Not a valid mapping type.": _("This must be an object with named values."),
        "Invalid input type.": _("This must be an object with named values."),
        "This is not valid JSON.": _("This is not valid JSON."),
    }.get(text, text)


def _title(kind: str) -> str:
    return {
        "not_found": _("Not found"),
        "conflict": _("Somebody was faster"),
        "forbidden": _("Not permitted"),
        "invalid": _("Something is not right yet"),
        "process_fault": _("The process got stuck"),
        "unavailable": _("The database does not answer"),
        "form_expired": _("Please send it again"),
        "unauthenticated": _("Please sign in"),
        "too_many": _("Too many tries"),
        "too_large": _("The file is too large"),
        "not_allowed": _("Not possible here"),
    }.get(kind, _("Something went wrong"))


def _sentence(kind: str, status: int) -> str:
    return {
        "not_found": _("There is nothing at this address, or you may not see it."),
        "forbidden": _("You may not do this."),
        "unauthenticated": _("Please sign in first."),
        "too_many": _("There were too many tries in a short time."),
        "too_large": _("What was sent is larger than this server takes."),
        "not_allowed": _("This address does not take such a request."),
        "invalid": _("The request has fields that are missing or wrong."),
        "unsupported": _("This kind of content is not taken here."),
    }.get(kind, _("The request was not understood (%(status)s).", status=status))


def _advice(kind: str) -> str:
    """What to do next."""
    return {
        "not_found": _("Go back to your worklist, or search for the case by its number."),
        "conflict": _("Nothing was changed. Look at the newest state, then decide again."),
        "forbidden": _("If you need this for your work, ask the administrator for the right."),
        "invalid": _("Nothing was changed. Mend what is named below and send it again."),
        "process_fault": _(
            "Nothing was changed; what you typed is kept as a draft. Tell the administrator the number of "
            "the case: the fault is in the process, not in your entry."
        ),
        "unavailable": _(
            "Nothing was changed. Wait a minute, then load the page again. If it stays so, tell the "
            "administrator: `banjian doctor` says what is wrong with the database."
        ),
        "form_expired": _("Go back, load the page again and repeat the last step."),
        "too_many": _("Wait a minute, then try again."),
        "too_large": _("Send a smaller file."),
        "fault": _("Try again in a moment. If it comes back, tell the administrator the reference."),
    }.get(kind, "")  # fmt: skip
