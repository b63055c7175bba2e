"""Flask's settings, made from the product's configuration; nothing else in `webui` knows `config.yaml`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.config import Config, load_secret_key

MEGABYTE = 1024 * 1024
#: A session ends after this long without a request, and in any case after this long.
IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)


def flask_settings(config: Config) -> dict[str, Any]:
    """Settings of Flask and its extensions, and our own: DEMO, TIME_ZONE, LANGUAGE, SESSION_LONGEST."""
    return {
        "SECRET_KEY": load_secret_key(config),
        "SESSION_COOKIE_NAME": "banjian",
        "SESSION_COOKIE_SECURE": config.server.secure_cookies,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_LONGEST": LONGEST,
        "MAX_CONTENT_LENGTH": 24 * MEGABYTE,
        "MAX_FORM_PARTS": 600,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_CHECK_DEFAULT": False,  # `webui.auth` decides, see there
        "DEMO": config.demo,
        "TIME_ZONE": config.timezone,
        "LANGUAGE": config.language,
    }
