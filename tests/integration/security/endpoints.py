"""Every endpoint with what each kind of person gets; `test_access.py` tries them all.

A new endpoint needs a line here: who may use it is decided, not left to chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Kind of person to login. The case of the table belongs to the petition office: `starter` began it, its open task is
#: for `leader`. `outsider` and `chief` (a leader) work elsewhere; `away` has left; `nobody` has not signed in.
PEOPLE = {
    "nobody": "",
    "starter": "demo_clerk",
    "leader": "demo_leader",
    "outsider": "demo_fire",
    "chief": "demo_chief",
    "auditor": "demo_auditor",
    "designer": "demo_designer",
    "admin": "demo_admin",
    "away": "demo_archive",
}
KINDS = tuple(PEOPLE)


@dataclass(frozen=True)
class Endpoint:
    """path: with `{case}`, `{task}`, `{document}`, `{job}`. signed: what everyone gets who is signed in, unless named.

    others: kind to status where it differs. ready: `claimed` by the leader, `suspended`, `incident`, or nothing.
    """

    method: str
    path: str
    signed: int
    others: dict[str, int] = field(default_factory=dict)
    body: Any = None
    ready: str = ""
    files: bool = False

    def expected(self, kind: str) -> int:
        unknown = 401 if self.path.startswith("/api/v1") else 302
        return self.others.get(kind, unknown if kind in ("nobody", "away") else self.signed)


def _of_case(method: str, path: str, **more: Any) -> Endpoint:
    """To be seen by those who have to do with the case and those who may read all."""
    return Endpoint(method, path, 200, {"outsider": 403, "chief": 403}, **more)


def _by(method: str, path: str, status: int, *kinds: str, **more: Any) -> Endpoint:
    """For some kinds of people only."""
    return Endpoint(method, path, 403, dict.fromkeys(kinds, status), **more)


_OPEN = dict.fromkeys(KINDS, 200)
_REASON = {"reason": "演示"}
_START = {"process": "loan", "variables": {"item": "梯子"}}
_FORM = {"variables": {"opinion": "同意"}}
_NO_START = dict.fromkeys(("outsider", "chief", "auditor", "designer", "admin", "leader"), 403)

PAGES = {
    "static": Endpoint("GET", "/static/logo.svg", 200, _OPEN),
    "auth.login": Endpoint("GET", "/login", 302, {"nobody": 200, "away": 200}),
    "auth.sign_in": Endpoint("POST", "/login", 401, dict.fromkeys(KINDS, 401), body={"login": "x", "password": "y"}),
    "auth.logout": Endpoint("POST", "/logout", 302),
    "language": Endpoint("POST", "/language", 302, dict.fromkeys(KINDS, 302), body={"language": "en"}),
    "worklist.index": Endpoint("GET", "/", 200),
    "notices.index": Endpoint("GET", "/notices/", 200),
    "notices.mark_read": Endpoint("POST", "/notices/read", 302),
    "apidocs.index": Endpoint("GET", "/api/", 200),
    "tasks.show": _of_case("GET", "/tasks/{task}"),
    "tasks.form": _of_case("GET", "/tasks/{task}/form.json"),
    "tasks.draft": _by("POST", "/tasks/{task}/draft", 200, "leader", body={"values": {"opinion": "同"}}),
    "tasks.claim": _by("POST", "/tasks/{task}/claim", 302, "leader"),
    "tasks.release": _by("POST", "/tasks/{task}/release", 302, "leader", "admin", ready="claimed"),
    "tasks.complete": _by("POST", "/tasks/{task}/complete", 302, "leader", body=_FORM),
    "instances.index": Endpoint("GET", "/instances/", 200),
    "instances.start": Endpoint("GET", "/instances/new", 200),
    "instances.start_form": Endpoint("GET", "/instances/new/form.json?process=loan", 404, {"starter": 200}),
    "instances.begin": Endpoint("POST", "/instances/new?process=loan", 302, _NO_START, body=_START),
    "instances.show": _of_case("GET", "/instances/{case}"),
    "instances.overlay": _of_case("GET", "/instances/{case}/overlay.json"),
    "instances.document": _of_case("GET", "/instances/{case}/documents/{document}"),
    "instances.suspend": _by("POST", "/instances/{case}/suspend", 302, "leader", "admin", body=_REASON),
    "instances.resume": _by("POST", "/instances/{case}/resume", 302, "leader", "admin", body=_REASON, ready="suspended"),
    "instances.cancel": _by("POST", "/instances/{case}/cancel", 302, "leader", "admin", body=_REASON),
    "instances.retry": _by("POST", "/instances/{case}/retry/{job}", 302, "admin", ready="incident"),
    "instances.replay.show": _of_case("GET", "/instances/{case}/replay"),
    "instances.replay.steps": _of_case("GET", "/instances/{case}/replay.json"),
    "processes.index": Endpoint("GET", "/processes/", 200),
    "processes.show": Endpoint("GET", "/processes/loan", 200),
    "processes.diagram": Endpoint("GET", "/processes/loan/1/loan", 200),
    "processes.xml": Endpoint("GET", "/processes/loan/1/loan.bpmn", 200),
    "processes.deploy_form": Endpoint("GET", "/processes/deploy", 200),
    "processes.deploy": _by("POST", "/processes/deploy", 302, "designer", "admin", files=True),
}  # fmt: skip

_API = "/api/v1"
API = {
    "api-docs.openapi_json": Endpoint("GET", f"{_API}/openapi.json", 200),
    "api_tasks.list_tasks": Endpoint("GET", f"{_API}/tasks", 200),
    "api_tasks.get_task": _of_case("GET", _API + "/tasks/{task}"),
    "api_tasks.claim_task": _by("POST", _API + "/tasks/{task}/claim", 200, "leader"),
    "api_tasks.release_task": _by(
        "POST", _API + "/tasks/{task}/release", 200, "leader", "admin", ready="claimed"
    ),
    "api_tasks.complete_task": _by("POST", _API + "/tasks/{task}/complete", 200, "leader", body=_FORM),
    "api_tasks.save_draft": _by("PUT", _API + "/tasks/{task}/draft", 200, "leader", body=_FORM),
    "api_instances.list_instances": Endpoint("GET", f"{_API}/instances", 200),
    "api_instances.start_instance": Endpoint("POST", f"{_API}/instances", 201, _NO_START, body=_START),
    "api_instances.get_instance": _of_case("GET", _API + "/instances/{case}"),
    "api_instances.cancel_instance": _by(
        "POST", _API + "/instances/{case}/cancel", 200, "leader", "admin", body=_REASON
    ),
    "api_instances.suspend_instance": _by(
        "POST", _API + "/instances/{case}/suspend", 200, "leader", "admin", body=_REASON
    ),
    "api_instances.resume_instance": _by(
        "POST", _API + "/instances/{case}/resume", 200, "leader", "admin", body=_REASON, ready="suspended"
    ),
    "api_instances.list_steps": _of_case("GET", _API + "/instances/{case}/timeline"),
    "api_instances.list_variables": _of_case("GET", _API + "/instances/{case}/variables"),
    "api_instances.get_overlay": _of_case("GET", _API + "/instances/{case}/overlay"),
    "api_instances.list_documents": _of_case("GET", _API + "/instances/{case}/documents"),
    "api_instances.get_document": _of_case("GET", _API + "/instances/{case}/documents/{document}"),
    "api_processes.list_processes": Endpoint("GET", f"{_API}/processes", 200),
    "api_processes.list_startable": Endpoint("GET", f"{_API}/processes/startable", 200),
    "api_processes.get_model": Endpoint("GET", f"{_API}/processes/loan/1/loan.bpmn", 200),
    "api_processes.deploy_pack": _by("POST", f"{_API}/packs", 201, "designer", "admin", files=True),
    "api_operations.send_message": _by(
        "POST", f"{_API}/messages", 404, "admin", body={"message": "nobody waits"}
    ),
    "api_operations.send_signal": _by(
        "POST", f"{_API}/signals", 200, "admin", body={"signal": "nobody waits"}
    ),
    "api_operations.list_incidents": _by("GET", f"{_API}/incidents", 200, "auditor", "designer", "admin"),
    "api_operations.retry_job": _by("POST", _API + "/jobs/{job}/retry", 200, "admin", ready="incident"),
    "api_me.get_me": Endpoint("GET", f"{_API}/me", 200),
    "api_me.list_notices": Endpoint("GET", f"{_API}/notices", 200),
    "api_me.read_notices": Endpoint("POST", f"{_API}/notices/read", 204),
}

ALL = PAGES | API
