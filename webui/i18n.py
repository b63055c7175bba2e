"""Languages: which one a reader gets, how times and errors are worded in it, and the catalogues' upkeep.

Message ids are English; Chinese is the default. The engine speaks English sentences with `{places}`, and
only here are they put into the reader's language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, current_app, redirect, request
from flask_babel import format_date, format_datetime

from engine import errors
from webui.catalogues import ENGINE_TEXTS, Languages, language, localized
from webui.people import person

LANGUAGES = {"zh_CN": "中文", "en": "English"}
COOKIE = "language"

#: Places of the engine's sentences that hold a login.
_PEOPLE = {"who", "actor", "person"}

babel = Languages()


def init_app(app: Flask) -> None:
    babel.init_app(
        app,
        default_locale=app.config["LANGUAGE"],
        locale_selector=select_language,
        timezone_selector=select_zone,
    )
    app.jinja_env.globals.update(languages=LANGUAGES, language=language, localized=localized)
    app.jinja_env.filters.update(
        localtime=localtime, localdate=localdate, error_text=translate_error, finding_text=translate_finding,
        readable=readable,
    )  # fmt: skip
    app.add_url_rule("/language", "language", switch_language, methods=["POST"])


def select_language() -> str:
    """The reader's choice (cookie); for programs also Accept-Language; the site's otherwise."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if request.path.startswith("/api/") and request.accept_languages:
        asked = request.accept_languages.best_match(["zh-CN", "zh", "en"], "zh-CN")
        return "en" if asked == "en" else "zh_CN"
    return str(current_app.config["LANGUAGE"])


def select_zone() -> str:
    return str(current_app.config["TIME_ZONE"])


def switch_language() -> Response:
    """Keep the choice for a year and go back to the page the reader came from."""
    answer = redirect(safe_next(request.form.get("next")))
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        answer.set_cookie(
            COOKIE, chosen, max_age=365 * 86400, samesite="Lax", httponly=True,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )  # fmt: skip
    return answer  # type: ignore[return-value]


def safe_next(path: str | None) -> str:
    """`path` if it stays on this server, else the home page."""
    if path and re.match(r"^/(?![/\\])[^\x00-\x20\\]*$", path):
        return path
    return "/"


def localtime(at: datetime | None, style: str = "short") -> str:
    """A time in the office's zone: `11-22 09:05`, with year where it is not this minute's concern."""
    if at is None:
        return ""
    patterns = {"short": "yyyy-MM-dd HH:mm", "full": "yyyy-MM-dd HH:mm:ss", "time": "HH:mm"}
    return str(format_datetime(at, patterns[style]))


def localdate(day: date | datetime | None) -> str:
    if day is None:
        return ""
    if isinstance(day, datetime):
        return str(format_datetime(day, "yyyy-MM-dd"))
    return str(format_date(day, "yyyy-MM-dd"))


def readable(value: Any) -> str:
    """A variable's value as a person reads it: text as it is, the rest as indented JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def translate(message: str, params: Mapping[str, Any]) -> str:
    """An English sentence of the engine in the reader's language, its places filled."""
    places = {key: _place(key, value) for key, value in params.items()}
    return errors.fill(message, places, lambda text: str(ENGINE_TEXTS.gettext(text)))


def translate_error(error: errors.EngineError) -> str:
    return translate(error.message, error.params)


def translate_finding(finding: errors.Finding) -> str:
    return translate(finding.message, finding.params)


def _place(key: str, value: Any) -> Any:
    """Times are told in the office's zone, people by name; everything else stays."""
    if isinstance(value, datetime):
        return localtime(value)
    return person(value).name if key in _PEOPLE and isinstance(value, str) else value
