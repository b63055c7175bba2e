"""How long a browser takes to open a large diagram: drawn in the file, laid out by the page, of hard shapes.

A page with nothing but the diagram, served from this machine: the time from asking for it until it is ready.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.shapes import HEAD, SHAPES

DIST = Path(__file__).parents[1] / "webui" / "static" / "dist"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ELEMENTS = 800
_BLOCK = 4  # a split, two tasks, a join


def has_browser() -> bool:
    """Is there a Chromium, what drives it, and the built front end?"""
    return bool(shutil.which(CHROMIUM) and find_spec("playwright") and (DIST / ".vite").is_dir())


def model(elements: int, drawn: bool) -> str:
    """A process of as many nodes in blocks of four, with or without its diagram."""
    nodes, flows, shapes = ['<startEvent id="start"/>'], [], [_shape("start", 0, 22, 36, 36)]
    before = "start"

    def connect(source: str, target: str, *points: tuple[int, int]) -> None:
        name = f"{source}_{target}"
        flows.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}"/>')
        way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        shapes.append(f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">{way}</bpmndi:BPMNEdge>')

    for number in range((elements - 2) // _BLOCK + 1):
        x = 80 + 340 * (number % 20)
        y = 300 * (number // 20)
        split, upper, lower, join = (f"{kind}{number}" for kind in "sabj")
        nodes.append(
            f'<parallelGateway id="{split}"/><userTask id="{upper}" name="审核 {number}"/>'
            f'<userTask id="{lower}" name="复核 {number}"/><parallelGateway id="{join}"/>'
        )
        shapes += [_shape(split, x, y + 15, 50, 50), _shape(join, x + 240, y + 15, 50, 50)]
        shapes += [_shape(upper, x + 95, y - 60, 100, 80), _shape(lower, x + 95, y + 60, 100, 80)]
        connect(before, split, (x - 44, y + 40), (x, y + 40))
        for task, middle in ((upper, y - 20), (lower, y + 100)):
            connect(split, task, (x + 50, y + 40), (x + 70, y + 40), (x + 70, middle), (x + 95, middle))
            connect(task, join, (x + 195, middle), (x + 220, middle), (x + 220, y + 40), (x + 240, y + 40))
        before = join
    diagram = (
        '<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="plane" bpmnElement="large">'
        f"{''.join(shapes)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    body = f'<process id="large" isExecutable="true">{"".join(nodes)}{"".join(flows)}</process>'
    return f"{HEAD}{body}{diagram if drawn else ''}</definitions>"


def _shape(name: str, x: int, y: int, width: int, height: int) -> str:
    return (
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
    )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is told about single requests."""


def large() -> dict[str, str]:
    """The files that are measured: one with its diagram, one without, and the hard shapes."""
    shaped = {name: made(ELEMENTS) for name, made in SHAPES.items()}
    return {"given": model(ELEMENTS, True), "none": model(ELEMENTS, False), **shaped}


@contextmanager
def site(files: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server with a page `NAME.html` for each file; without `files` for the large ones."""
    chunks = json.loads((DIST / ".vite" / "manifest.json").read_text("utf-8"))
    entry = next(
        chunk for chunk in chunks.values() if chunk.get("isEntry") and chunk.get("name") == "diagram"
    )
    styles = [
        path
        for key in ("", *entry.get("imports", ()))
        for path in (chunks[key] if key else entry).get("css", ())
    ]
    links = "".join(f'<link rel="stylesheet" href="/dist/{path}">' for path in styles)
    with TemporaryDirectory() as folder:
        (Path(folder) / "dist").symlink_to(DIST)
        for name, text in (large() if files is None else files).items():
            (Path(folder) / f"{name}.bpmn").write_text(text, "utf-8")
            (Path(folder) / f"{name}.html").write_text(
                f'<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="icon" href="data:,">'
                '<meta name="viewport" content="width=device-width, initial-scale=1">'
                f'<title>bench</title>{links}<body><div data-diagram="/{name}.bpmn"></div>'
                f'<script type="module" src="/dist/{entry["file"]}"></script>'
            )
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()


def measure(address: str, times: int, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Open every page `times` times; the medians in milliseconds. The first of each is not counted."""
    from playwright.sync_api import sync_playwright

    taken: dict[str, list[float]] = {name: [] for name in ("given", "none", *SHAPES)}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(times + 1):
            for name, found in taken.items():
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                began = perf_counter()
                page.goto(f"{address}/{name}.html")
                page.wait_for_selector("[data-ready]")
                found.append((perf_counter() - began) * 1000)
                page.close()
            progress()
        browser.close()
    medians = {name: round(median(found[1:])) for name, found in taken.items()}
    return {
        "elements": ELEMENTS,
        "with_diagram_ms": medians["given"],
        "without_diagram_ms": medians["none"],
        **{f"{name}_ms": medians[name] for name in SHAPES},
    }
