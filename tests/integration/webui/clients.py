"""The two kinds of clients: a person at a browser, a program."""

from __future__ import annotations

import base64
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import DEMO_PASSWORD


class Browser:
    """A person at a browser: keeps cookies and sends the token of the page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        answer = self.client.get(path, **kwargs)
        found = re.search(r'name="csrf-token" content="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **kwargs)

    def sign_in(self, login: str, password: str = DEMO_PASSWORD) -> TestResponse:
        self.get("/login")
        return self.post("/login", {"login": login, "password": password})


class Program:
    """A program that signs in with each request."""

    def __init__(self, client: FlaskClient, login: str, password: str = DEMO_PASSWORD) -> None:
        self.client = client
        secret = base64.b64encode(f"{login}:{password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {secret}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers, query_string=query)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        sent = {} if body is None else {"json": body}
        return self.client.post(f"/api/v1{path}", headers={**self.headers, **headers}, **sent)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.client.put(f"/api/v1{path}", headers=self.headers, json=body)
