"""Going back after a change of language stays on this server."""

from __future__ import annotations

import pytest

from webui.i18n import safe_next


@pytest.mark.parametrize("path", ["/", "/tasks/1.2", "/?box=group&q=%E6%B0%B4"])
def test_a_path_on_this_server_is_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path", [None, "", "https://evil.example", "//evil.example", "/\\evil", "/a\r\nSet-Cookie: x", "tasks"]
)
def test_anything_else_leads_home(path: str | None) -> None:
    assert safe_next(path) == "/"
