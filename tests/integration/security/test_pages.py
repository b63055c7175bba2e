"""What a person typed or a designer drew is text in every page; no page holds a script of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.integration.security.hostile import EVIL
from tests.integration.webui.clients import Browser


class Inspector(HTMLParser):
    """Finds what a content security policy forbids, and addresses that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style", "iframe", "object", "embed", "base") and not (
            given.get("src") or ""
        ).startswith("/"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if (
                name.startswith("on")
                or name == "srcdoc"
                or (value or "").strip().lower().startswith("javascript:")
            ):
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action") and (value or "").startswith(("http:", "https:", "//")):
                self.found.append(f"{tag} {name}={value}")
        if tag == "img" and given.get("src") == "x":
            self.found.append("the typed image")


def inspect(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    return inspector.found


PAGES = [
    "/", "/?box=group", "/?box=done", "/?q={evil}", "/instances/", "/instances/?q={evil}&pack={evil}&status={evil}",
    "/instances/new", "/instances/new?process=evil", "/instances/{case}", "/instances/{case}?all=1",
    "/instances/{case}/replay", "/instances/{case}/replay?step={evil}", "/tasks/{task}", "/tasks/{first}",
    "/notices/", "/processes/", "/processes/evil", "/processes/evil/1/evil", "/processes/deploy", "/api/",
    "/nothing/{evil}", "/tasks/{evil}", "/instances/{evil}", "/processes/{evil}", "/instances/new?process={evil}",
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_script_or_typed_markup(
    browser: Callable[..., Browser], hostile: dict[str, str], path: str, language: str
) -> None:
    from urllib.parse import quote

    for login in ("demo_clerk", "demo_leader"):
        person = browser(login)
        person.post("/language", {"language": language})
        answer = person.get(path.format(evil=quote(EVIL), **hostile))
        assert answer.status_code in (200, 403, 404), path
        assert inspect(answer.text) == []
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "Traceback" not in answer.text


def test_the_typed_words_are_there_as_they_were_typed(
    browser: Callable[..., Browser], hostile: dict[str, str]
) -> None:
    page = browser("demo_clerk").get(f"/instances/{hostile['case']}").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "{{7*7}}" in page


def test_what_is_no_page_is_never_taken_for_one(
    browser: Callable[..., Browser], hostile: dict[str, str]
) -> None:
    person = browser("demo_clerk")
    for path in (f"/instances/{hostile['case']}/replay.json", f"/instances/{hostile['case']}/overlay.json",
                 f"/tasks/{hostile['task']}/form.json", f"/api/v1/instances/{hostile['case']}/timeline"):  # fmt: skip
        answer = person.get(path)
        assert answer.content_type.startswith("application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "kind", ["html", "iframe", "image", "script", "expression", "documentPreview", "filepicker"]
)
def test_a_form_with_a_component_that_could_hold_markup_is_not_deployed(
    deploy: Callable[..., Any], kind: str
) -> None:
    from engine.errors import Invalid

    form = {
        "id": "request",
        "type": "default",
        "components": [{"type": kind, "content": EVIL, "source": EVIL}],
    }
    with pytest.raises(Invalid):
        deploy("markup", None, {"forms/request.form.json": json.dumps(form).encode()})


STATUSES = {
    "/tasks/x": 404, "/?after=x": 422, "/instances/{foreign}": 403, "/login/x": 404, "/api/v1/tasks/x": 404,
    "/api/v1/instances/{foreign}": 403, "/api/v1/tasks?limit=x": 422,
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "请"), ("en", "the")])
@pytest.mark.parametrize("path", STATUSES)
def test_a_refusal_is_in_the_language_of_the_reader(
    browser: Callable[..., Browser], start_case: Callable[..., Any], path: str, language: str, words: str
) -> None:
    person = browser("demo_fire")
    person.post("/language", {"language": language})
    answer = person.get(path.format(foreign=start_case().instance_id))
    assert answer.status_code == STATUSES[path]
    assert "Traceback" not in answer.text
    assert 'File "' not in answer.text
    if path.startswith("/api/"):
        message = answer.json["error"]["message"]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in message.replace("演示·消防会审员", "")) == (
            language == "zh_CN"
        )
    else:
        assert words in answer.text
