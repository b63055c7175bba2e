"""What the browser draws lies beside each other: names, shapes and lines of packs, of examples and of models by chance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page

from bench import diagram
from tests.browser import drawings, generated, odd
from tests.chromium import ROOT
from tests.unit.notation.words import compiled

MEASURE = Path(__file__).with_name("geometry.js").read_text("utf-8")
FRAMES = ("participant", "lane", "group")
SEEDS = 50


def without_diagram(xml: str) -> str:
    root = etree.fromstring(xml.encode())
    for drawn in root.findall("{*}BPMNDiagram"):
        root.remove(drawn)
    return etree.tostring(root, encoding="unicode")


def written() -> dict[str, str]:
    """The packs, and the examples of YAML in the documentation, as they are drawn in their files."""
    found = {path.stem: path.read_text("utf-8") for path in (ROOT / "processes").glob("*/*.bpmn")}
    texts = {path.stem: path.read_text("utf-8") for path in (ROOT / "processes").glob("*/*.process.yaml")}
    page = (ROOT / "docs" / "howto" / "write-a-process-in-yaml.md").read_text("utf-8")
    for number, text in enumerate(re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)):
        steps = f"process: p\ndo:\n{indent(text, '  ')}"
        texts[f"example{number}"] = text if text.startswith("process:") else steps
    return found | {
        name.removesuffix(".process"): compiled(text).xml.decode() for name, text in texts.items()
    }


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def measured(page: Page, address: str, name: str, xml: str) -> dict[str, Any]:
    """What lies over something else in the diagram of one file."""
    page.goto(f"{address}/{name}.html")
    page.wait_for_selector("[data-ready]")
    frames = [one.get("id") for kind in FRAMES for one in etree.fromstring(xml.encode()).iter(f"{{*}}{kind}")]
    found: dict[str, Any] = page.evaluate(MEASURE, frames)
    return found


def checked(page: Page, files: dict[str, str]) -> tuple[list[tuple[str, ...]], Counter[str]]:
    """All that lies over something else in these files, and how much there was to look at."""
    over: list[tuple[str, ...]] = []
    seen: Counter[str] = Counter()
    with diagram.site(files) as address:
        for name, xml in files.items():
            found = measured(page, address, name, xml)
            over += [(name, *one) for one in found.pop("over")]
            seen.update(found)
    return over, seen


def test_what_lies_over_something_is_found(page: Page) -> None:
    label = '<bpmndi:BPMNLabel><dc:Bounds x="220" y="120" width="48" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>'
    boxes = odd.plane("p", *odd.drawn("b"), odd.shape("b", 455, 100, 40, 80))
    xml = odd.file(boxes.replace("</bpmndi:BPMNShape>", label, 1))
    over, _ = checked(page, {"over": xml})
    assert ("over", "name/shape", "s_label", "a") in over
    assert ("over", "line/shape", "f4", "b") in over


def test_nothing_lies_over_anything_in_packs_and_examples(page: Page) -> None:
    files = written()
    over, seen = checked(page, files)
    assert over == []
    assert seen["names"] > 150


def test_nothing_lies_over_anything_in_what_is_laid_out_of_them(page: Page) -> None:
    files = {name: without_diagram(xml) for name, xml in written().items()}
    over, seen = checked(page, files | {"full": drawings.FULL})
    assert over == []
    assert seen["shapes"] > 250


def test_hardly_anything_lies_over_anything_in_models_by_chance(page: Page) -> None:
    over, seen = checked(page, {f"chance{seed}": generated.model(seed) for seed in range(SEEDS)})
    assert [one for one in over if one[1] != "name/line"] == []
    assert len(over) <= 3
    assert min(seen["names"], seen["shapes"], seen["lines"]) > 1900
