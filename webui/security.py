"""What protects the pages: content security policy, cookies, CSRF, caching, the rate of attempts.

Nothing here decides what a person may do: that is the engine's.
"""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect

#: Scripts, fonts and connections come from this server only. Style attributes are allowed, since the diagram
#: viewer sets them; style elements and inline scripts are not.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

#: For files that are no page of ours: a diagram, a document. Opened by itself it can run and load nothing.
FILE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
PAGES = {"text/html", "application/json"}

#: The largest body in bytes: of everything, and of the two endpoints that take packs.
MAX_BODY = 2 * 1024 * 1024
TAKES_PACKS = {"processes.deploy", "api_processes.deploy_pack"}

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=True)


#: Elements of pages that ask again by themselves.
POLLING = {"worklist-rows"}


class PatientSessions(SecureCookieSessionInterface):
    """A page that asks again by itself does not keep its reader signed in: only people's requests count."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if request.headers.get("HX-Trigger") in POLLING and not session.modified:
            return False
        return super().should_set_cookie(app, session)


def init_app(app: Flask) -> None:
    """Protect every page of `app`; HTTPS is demanded where `SESSION_COOKIE_SECURE` is set."""
    secure = bool(app.config["SESSION_COOKIE_SECURE"])
    app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    app.config.setdefault("SESSION_COOKIE_HTTPONLY", True)
    app.session_interface = PatientSessions()
    app.before_request(_limit_body)
    app.before_request(_refuse_zero)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_confine_files)  # before Talisman, whose headers come first then and are replaced
    Talisman(
        app,
        content_security_policy=POLICY,
        force_https=False,  # the proxy in front redirects; a demo on a laptop has no certificate
        strict_transport_security=secure,
        session_cookie_secure=secure,
        session_cookie_samesite="Lax",
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"geolocation": "()", "camera": "()", "microphone": "()"},
    )
    app.after_request(_forbid_caching)


def _limit_body() -> None:
    """What people type is small; only packs may be large. Longer bodies are refused with 413, unread."""
    if request.endpoint not in TAKES_PACKS:
        request.max_content_length = MAX_BODY
        if (request.content_length or 0) > MAX_BODY:
            abort(413)


def _refuse_zero() -> None:
    """A zero character is in no id or search text, and PostgreSQL takes none: 422 on every database."""
    places = [*(request.view_args or {}).values(), *request.args.keys(), *request.args.values()]
    if any(isinstance(place, str) and "\0" in place for place in places):
        abort(422)


def _confine_files(response: Response) -> Response:
    file = response.mimetype not in PAGES or "Content-Disposition" in response.headers
    if file and request.endpoint != "static" and response.status_code < 300:
        response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _forbid_caching(response: Response) -> Response:
    """Private pages stay out of every cache; only static files may be kept."""
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    elif request.path.startswith("/static/dist/assets/"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"  # names carry a hash
    return response
