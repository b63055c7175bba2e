"""Examples for the rules on processes in YAML: one that is accepted, one that is found fault with."""

from __future__ import annotations

from tests.unit.model.examples import PACK_YAML

STEP = "  - task: 办理\n    id: a\n    groups: [clerk]\n    deadline: reply\n"


def written(steps: str, head: str = "process: p\ndo:\n") -> dict[str, bytes]:
    """A pack whose process is in YAML."""
    return {"pack.yaml": PACK_YAML.encode(), "p.process.yaml": (head + steps).encode()}


GOOD = written(STEP)

EXAMPLES = {
    "yaml-syntax": (GOOD, written("  - [\n")),
    "yaml-too-large": (GOOD, written("  - " + "[" * 300 + "]" * 300)),
    "yaml-forbidden": (GOOD, written(STEP.replace("办理", "&x 办理"))),
    "yaml-key": (GOOD, written(STEP.replace("groups", "gruops"))),
    "yaml-missing": (written(STEP + "  - {job: 制作, type: t}\n"), written(STEP + "  - {job: 制作}\n")),
    "yaml-value": (GOOD, written(STEP.replace("[clerk]", "{}"))),
    "yaml-id": (GOOD, written(STEP + STEP)),
    "yaml-flow": (written(STEP + "  - end: 完\n"), written("  - end: 完\n" + STEP)),
}
