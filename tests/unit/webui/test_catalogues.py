"""Every text has its Chinese, with the same places; no template speaks past the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "webui" / "templates").rglob("*.html"))
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+(?:![rs])?(?::[^}]*)?\}")

#: Words that are the same in every language, and names of keys.
NAMES = {"Banjian", "办件", "BPMN", "Home", "End"}


def message_ids(config: Path, folder: Path) -> set[str | tuple[str, ...]]:
    with config.open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(folder), methods, options, KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def translations(folder: Path) -> dict[str, tuple[str, ...]]:
    with (folder / "zh_CN" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    return {
        message.id[0] if isinstance(message.id, tuple) else message.id: (
            message.string if isinstance(message.string, tuple) else (message.string,)
        )
        for message in catalogue
        if message.id
    }


@pytest.mark.parametrize(
    ("config", "source", "catalogue"),
    [
        ("webui/babel.cfg", "webui", "webui/translations"),
        ("engine/locale/babel.cfg", "engine", "engine/locale"),
        ("engine/locale/babel.cfg", "webui", "engine/locale"),
    ],
    ids=["pages", "engine", "errors of the pages"],
)
def test_every_text_has_its_chinese(config: str, source: str, catalogue: str) -> None:
    known = translations(ROOT / catalogue)
    ids = message_ids(ROOT / config, ROOT / source)
    first = {message[0] if isinstance(message, tuple) else message for message in ids}

    missing = sorted(message for message in first if not any(known.get(message, ())))

    assert first
    assert missing == []


@pytest.mark.parametrize("catalogue", ["webui/translations", "engine/locale"])
def test_a_translation_keeps_the_places_of_its_sentence(catalogue: str) -> None:
    wrong = [
        (message, text)
        for message, texts in translations(ROOT / catalogue).items()
        for text in texts
        if set(PLACE.findall(message)) != set(PLACE.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_has_no_text_of_its_own(template: Path) -> None:
    text = template.read_text("utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", " ", text, flags=re.S)
    text = re.sub(r"<(code|kbd|svg|style)\b.*?</\1>", " ", text, flags=re.S)
    attributes = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', text)
    bare = " ".join([re.sub(r"<[^>]*>", " ", text), *attributes])

    words = set(re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+", re.sub(r"&\w+;", " ", bare)))

    assert words - NAMES == set()
