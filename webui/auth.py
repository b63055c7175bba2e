"""Signing in and out, and who the reader is. It never says which part of a sign-in was wrong."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from limits import parse

from engine.config import DEMO_PASSWORD
from webui.context import engine
from webui.i18n import safe_next
from webui.people import Person, directory, person
from webui.security import csrf, limiter

if TYPE_CHECKING:
    from engine import User

blueprint = Blueprint("auth", __name__)
logins = LoginManager()

SESSION_ID = "id"
SIGNED_IN_AT = "signed_in_at"
STAMP = "stamp"
#: Endpoints that need no sign-in.
OPEN = {"auth.login", "auth.sign_in", "language", "static"}
#: Wrong tries per client address and per name; a person who mistypes is not hurt, a guesser is.
TRIES_PER_ADDRESS = "30 per minute"
TRIES_PER_NAME = "6 per minute"


class Reader(UserMixin):
    """The signed-in person as pages show him or her; rights are asked of the engine, not of this."""

    def __init__(self, user: User) -> None:
        self.login = user.login

    def get_id(self) -> str:
        return self.login

    @property
    def person(self) -> Person:
        return person(self.login)


def init_app(app: Flask) -> None:
    logins.session_protection = "basic"
    logins.user_loader(_load_reader)
    logins.request_loader(_load_by_basic)
    logins.unauthorized_handler(_ask_to_sign_in)
    logins.init_app(app)
    app.register_blueprint(blueprint)
    app.before_request(_require_sign_in)  # first: nobody's body is read before it is known who sends it
    app.before_request(_check_csrf)


def _was_wrong(response: Response) -> bool:
    """Only wrong tries count, so that a busy office behind one address is not shut out."""
    return response.status_code == 401


def _name_tried() -> str:
    return f"name:{request.form.get('login', '').strip().lower()[:80]}"


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("worklist.index"))
    return _login_page(request.args.get("as", ""))


@blueprint.post("/login")
@limiter.limit(TRIES_PER_ADDRESS, deduct_when=_was_wrong)
@limiter.limit(TRIES_PER_NAME, key_func=_name_tried, deduct_when=_was_wrong)
def sign_in() -> ResponseReturnValue:
    name, password = request.form.get("login", "").strip(), request.form.get("password", "")
    user = engine().identity.authenticate(name, password)
    if user is None:
        return _login_page(name, wrong=True), 401
    session.clear()  # a new session, so that a fixed one is worth nothing
    session.permanent = True
    session[SESSION_ID] = secrets.token_urlsafe(16)
    session[SIGNED_IN_AT] = engine().clock.now().isoformat()
    session[STAMP] = _stamp(user)
    login_user(Reader(user))
    return redirect(safe_next(request.args.get("next")))


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    if SESSION_ID in session:
        since = datetime.fromisoformat(session[SIGNED_IN_AT])
        engine().identity.end_session(session[SESSION_ID], since + current_app.config["SESSION_LONGEST"])
    logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    return redirect(url_for("auth.login"))


def _login_page(name: str, wrong: bool = False) -> str:
    demo_users = _demo_users() if current_app.config["DEMO"] else []
    chosen = next((user for user in demo_users if user.login == name), None)
    return render_template(
        "auth/login.html",
        name=name,
        wrong=wrong,
        demo_users=demo_users,
        chosen=chosen,
        demo_password=DEMO_PASSWORD,
    )


def _demo_users() -> list[Person]:
    """The invented people, office by office."""
    organisation = directory().organisation
    place = {unit.key: n for n, unit in enumerate(organisation.units)}
    users = sorted(organisation.users, key=lambda user: (place.get(user.unit, 0), user.login))
    return [person(user.login) for user in users if user.demo and user.active]


def _load_reader(login: str) -> Reader | None:
    """The person of a session, unless it was ended, lasted too long, or person or password changed."""
    since = session.get(SIGNED_IN_AT)
    longest: timedelta = current_app.config["SESSION_LONGEST"]
    if since is None or engine().clock.now() - datetime.fromisoformat(since) > longest:
        return None
    user = directory().find_user(login)
    if user is None or not user.active or session.get(STAMP) != _stamp(user):
        return None
    if SESSION_ID not in session or engine().identity.is_ended(session[SESSION_ID]):
        return None
    return Reader(user)


def _stamp(user: User) -> str:
    """Changes with the password, so that a new one ends the sessions that the old one opened."""
    return hashlib.sha256((user.password_hash or "").encode()).hexdigest()[:16]


def _load_by_basic(asked: Request) -> Reader | None:
    """A program signs in with each request (HTTP Basic); it gets no session. Wrong tries are counted."""
    given = asked.authorization
    if given is None or given.type != "basic" or not asked.path.startswith("/api/"):
        return None
    name = (given.username or "").strip()
    keys = [
        (parse(TRIES_PER_ADDRESS), get_remote_address()),
        (parse(TRIES_PER_NAME), f"name:{name.lower()[:80]}"),
    ]
    strategy = limiter.limiter
    if limiter.enabled and not all(strategy.test(limit, "basic", key) for limit, key in keys):
        abort(429)
    user = engine().identity.authenticate(name, given.password or "")
    if user is None:
        for limit, key in keys:
            strategy.hit(limit, "basic", key)
        return None
    return Reader(user)


def _check_csrf() -> None:
    """A cookie needs a token beside it; a program that signs in with each request needs none."""
    given = request.authorization
    basic = given is not None and given.type == "basic" and request.path.startswith("/api/")
    g.by_api = basic and "_user_id" not in session
    if not g.by_api:
        csrf.protect()


def _require_sign_in() -> ResponseReturnValue | None:
    """All pages are private but those named open."""
    if request.endpoint in OPEN or request.endpoint is None or current_user.is_authenticated:
        return None
    return _ask_to_sign_in()


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.path.startswith("/api/v1/"):
        abort(401)
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    page = url_for("auth.login", next=here if here != "/" else None)
    if request.headers.get("HX-Request"):  # a part of a page: the whole page must go
        return Response(status=401, headers={"HX-Redirect": page})
    return redirect(page)
