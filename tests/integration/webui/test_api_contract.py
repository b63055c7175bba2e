"""The REST interface keeps what its description promises, whatever it is sent (Schemathesis makes the requests)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from engine import DEMO_PASSWORD
from engine.identity import passwords
from tests.integration.webui.clients import Program

schemathesis = pytest.importorskip("schemathesis")

EXAMPLES = 12
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def test_every_endpoint_answers_as_described(
    app: Flask,
    program: Callable[..., Program],
    start_case: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from schemathesis import checks

    monkeypatch.setattr(passwords, "is_password", lambda given, _hash: given == DEMO_PASSWORD)
    monkeypatch.setattr("engine.service.people.is_password", lambda given, _hash: given == DEMO_PASSWORD)
    receipt = start_case()
    known = {"instance_id": receipt.instance_id, "task_id": receipt.task_ids[0], "pack": "loan"}
    headers = program("demo_leader").headers
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, headers=headers)
    asked = [getattr(checks, name) for name in CHECKS]
    seen: Counter[int] = Counter()

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            places = case.path_parameters or {}
            if seen.total() % 2:  # every other request is about something that is there
                places.update({name: known[name] for name in places if name in known})
            answer = case.call(headers={**(case.headers or {}), **headers})
            seen[answer.status_code] += 1
            case.validate_response(answer, checks=asked)

        send()

    assert {200, 404, 422} <= seen.keys()
    assert max(seen) < 500
