"""The web application of `tests/integration/webui`, for the tests of what protects it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import commands
from engine.service.engine import Engine
from tests.integration.security.hostile import make_case
from tests.integration.webui.conftest import (  # noqa: F401 - fixtures
    app,
    browser,
    cheap_passwords,
    clock,
    engine,
    pack_files,
    prepared,
    program,
    start_case,
)


@pytest.fixture
def deploy(engine: Engine) -> Callable[..., Any]:  # noqa: F811
    """Deploys the pack of these tests under another key, with a model or files of its own."""

    def deployed(key: str, model: str | None = None, files: dict[str, bytes] | None = None) -> Any:
        given = {name: content for name, content in pack_files().items() if name != "loan.bpmn"}
        text = model or pack_files()["loan.bpmn"].decode()
        given[f"{key}.bpmn"] = text.replace('id="loan"', f'id="{key}"').encode()
        settings = given["pack.yaml"].decode()
        for old, new in (
            ("key: loan", f"key: {key}"),
            ("process: loan", f"process: {key}"),
            ("借用{", key + "{"),
        ):
            settings = settings.replace(old, new)
        given["pack.yaml"] = settings.encode()
        given |= files or {}
        return engine.handle(commands.Deploy(actor="demo_designer", key=key, files=given))

    return deployed


@pytest.fixture
def hostile(engine: Engine, deploy: Callable[..., Any]) -> dict[str, str]:  # noqa: F811
    """A case in which everything that can be typed or drawn tries to be markup."""
    return make_case(engine, deploy)
