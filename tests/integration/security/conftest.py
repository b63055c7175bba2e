"""The web application of `tests/integration/webui`, for the tests of what protects it."""

from tests.integration.webui.conftest import (  # noqa: F401 - fixtures
    app,
    browser,
    cheap_passwords,
    clock,
    engine,
    prepared,
    program,
    start_case,
)
