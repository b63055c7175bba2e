"""Processes made at random, without a diagram: every kind of thing that a diagram shows, in one another."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from tests.browser.drawings import HEAD

_WORDS = (
    "登记",
    "是否属于本单位职责范围",
    "办结",
    "十五日内（两级）",
    "Review",
    "send the decision to the applicant",
    "退回",
)
_ACTIVITIES = ("userTask", "task", "serviceTask", "subProcess", "subProcess", "callActivity")
_GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
_TIMER = "<timerEventDefinition/>"


def model(seed: int) -> str:
    """A file with one process, or with pools and messages; the same for a seed each time."""
    chance = Random(seed)
    first = _Maker(chance, "a")
    body = first.process("a", lanes=chance.random() < 0.4)
    if chance.random() < 0.6:
        return f"{HEAD}{body}</definitions>"
    second = _Maker(chance, "b")
    body += second.process("b", lanes=chance.random() < 0.3)
    ends = [("us_a", other) for other in second.tops] + [(one, "they") for one in first.tops]
    ends += list(zip(first.tops, second.tops, strict=False))
    flows = "".join(
        f'<messageFlow id="m{number}"{_name(chance, 0.5)} sourceRef="{one}" targetRef="{two}"/>'
        for number, (one, two) in enumerate(chance.sample(ends, min(4, len(ends))))
    )
    pools = '<participant id="us_a" name="本机关" processRef="a"/><participant id="they" name="申请人"/>'
    pools += '<participant id="us_b" name="上级机关" processRef="b"/>'
    return f'{HEAD}{body}<collaboration id="co">{pools}{flows}</collaboration></definitions>'


def _name(chance: Random, share: float) -> str:
    return f' name="{chance.choice(_WORDS)}"' if chance.random() < share else ""


class _Maker:
    """Makes one process. tops: its own nodes, where messages may begin and end."""

    def __init__(self, chance: Random, key: str) -> None:
        self.chance, self.key, self.count = chance, key, 0
        self.tops: list[str] = []

    def process(self, name: str, lanes: bool) -> str:
        body, nodes = self.scope(0)
        self.tops = nodes
        lane = ""
        if lanes:
            half = len(nodes) // 2
            held = [
                "".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in part)
                for part in (nodes[:half], nodes[half:])
            ]
            lane = f'<laneSet id="{self.id()}">' + "".join(
                f'<lane id="{self.id()}" name="科室">{part}</lane>' for part in held
            ) + "</laneSet>"  # fmt: skip
        return f'<process id="{name}">{lane}{body}</process>'

    def id(self) -> str:
        self.count += 1
        return f"{self.key}{self.count}"

    def scope(self, depth: int) -> tuple[str, list[str]]:
        """The elements of a process or subprocess, and the ids of its nodes."""
        chance = self.chance
        nodes, attached, made = [], [], []
        for _ in range(chance.randint(3, 9)):
            name, kind = self.id(), chance.random()
            nodes.append(name)
            if kind < 0.6:
                made.append(self.activity(name, depth))
                for _ in range(chance.choice((0, 0, 0, 1, 2, 3))):
                    attached.append(self.id())
                    made.append(
                        f'<boundaryEvent id="{attached[-1]}" attachedToRef="{name}"{_name(chance, 0.7)}>{_TIMER}</boundaryEvent>'
                    )
            elif kind < 0.8:
                tag = chance.choice(_GATEWAYS)
                made.append(f'<{tag} id="{name}"{_name(chance, 0.7)}/>')
            else:
                tag = chance.choice(("startEvent", "endEvent", "intermediateThrowEvent"))
                made.append(f'<{tag} id="{name}"{_name(chance, 0.7)}/>')
        made += [self.flow(one, two) for one, two in pairwise(nodes) if chance.random() < 0.9]
        made += [
            self.flow(chance.choice(nodes + attached), chance.choice(nodes))
            for _ in range(chance.randint(0, 5))
        ]
        made += [self.flow(one, chance.choice(nodes)) for one in attached if chance.random() < 0.8]
        made += self.beside(nodes)
        return "".join(made), nodes

    def activity(self, name: str, depth: int) -> str:
        tag = self.chance.choice(_ACTIVITIES)
        inside = self.scope(depth + 1)[0] if tag == "subProcess" and depth < 2 else ""
        return f'<{tag} id="{name}"{_name(self.chance, 0.9)}>{inside}</{tag}>'

    def flow(self, source: str, target: str) -> str:
        name = _name(self.chance, 0.4)
        return f'<sequenceFlow id="{self.id()}"{name} sourceRef="{source}" targetRef="{target}"/>'

    def beside(self, nodes: list[str]) -> list[str]:
        """Notes, data and a group."""
        chance, made = self.chance, []
        for _ in range(chance.choice((0, 0, 1, 2))):
            note, holder = self.id(), chance.choice(nodes)
            made.append(f'<textAnnotation id="{note}"><text>受理之日起六十日内办结</text></textAnnotation>')
            made.append(f'<association id="{self.id()}" sourceRef="{holder}" targetRef="{note}"/>')
        for _ in range(chance.choice((0, 0, 1))):
            data = self.id()
            made.append(f'<dataObjectReference id="{data}"{_name(chance, 0.8)}/>')
            linked = chance.sample(nodes, chance.randint(0, 2))
            made += [
                f'<association id="{self.id()}" sourceRef="{one}" targetRef="{data}"/>' for one in linked
            ]
        return made
