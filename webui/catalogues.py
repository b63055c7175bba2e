"""The catalogues of texts: found by the product's own language codes, read as they are in the tree.

Pages and engine have one each. A compiled catalogue (.mo) is used while it is not older than its
source (.po); otherwise the source is compiled in memory, so a forgotten build step shows no English.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Babel, Domain, get_locale

PAGES = Path(__file__).parent / "translations"
ENGINE = Path(__file__).parent.parent / "engine" / "locale"


class Catalogue(Domain):
    """A folder of catalogues `<language>/LC_MESSAGES/messages.po`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(translation_directories=[str(folder)])
        self._folder = folder

    def get_translations(self) -> NullTranslations:
        """The texts in the reader's language; English sentences stand for themselves."""
        return load(self._folder, language())


class Languages(Babel):
    """Flask-Babel with our own catalogues; it would look for Chinese under `zh_Hans_CN`."""

    @property
    def domain_instance(self) -> Catalogue:
        return PAGE_TEXTS


@lru_cache
def load(folder: Path, language: str) -> NullTranslations:
    source = folder / language / "LC_MESSAGES" / "messages.po"
    compiled = source.with_suffix(".mo")
    if not source.exists():
        return Translations()
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        content = compiled.read_bytes()
    else:
        buffer = io.BytesIO()
        with source.open("rb") as file:
            write_mo(buffer, read_po(file, locale=language))
        content = buffer.getvalue()
    return Translations(io.BytesIO(content))


def language() -> str:
    """`zh_CN` or `en`; Chinese outside a request."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh_CN"


def localized(thing: Any, name: str = "title") -> str:
    """`title`, or `title_en` where the reader reads English and there is one; of a record or a mapping."""

    def value(key: str) -> str:
        found = thing.get(key) if isinstance(thing, Mapping) else getattr(thing, key, None)
        return str(found or "")

    return (value(f"{name}_en") if language() == "en" else "") or value(name)


PAGE_TEXTS = Catalogue(PAGES)
ENGINE_TEXTS = Catalogue(ENGINE)
