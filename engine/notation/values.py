"""Reads single values: texts, FEEL, names, maps of values, deadlines, clocks; each or a finding."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine import feel
from engine.notation import signs, syntax, words
from engine.notation.expected import MESSAGES
from engine.notation.ids import ID
from engine.notation.source import Findings, Place
from engine.notation.tree import Join

#: What was expected where a text may be a key whose sign is wrong.
_SHAPES = frozenset({"map", "steps", "step", "cases", "branches", "branch", "alternatives", "clocks"})
#: What XML cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_FEEL = 50_000


class Values:
    """The readers of leaf types, by type in `read`. Functions: names that the host adds to FEEL."""

    def __init__(self, findings: Findings, functions: Iterable[str]) -> None:
        self.findings = findings
        self.functions = frozenset(functions)
        self.read: dict[str, Callable[[Place], Any]] = {
            "id": self.identifier, "text": self.text, "feel": self.feel, "value": self.value,
            "amount": self.amount, "names": self.names, "flag": self.flag, "number": self.number,
            "mapping": self.mapping, "pairs": self.pairs, "deadline": self.deadline,
            "reminders": self.reminders, "clocks": self.clocks, "each": self.each,
            "loop": self.loop, "join": self.join,
            "start": self.start, "version": self.text, "undoes": self.undoes, "lanes": self.lanes,
        }  # fmt: skip

    def expected(self, place: Place, what: str) -> None:
        """Report that something else was expected: a key of `expected.MESSAGES`."""
        first = place.pairs[0][0] if place.pairs else place
        if what in _SHAPES and self.has_slip(first):
            return
        self.findings.add("yaml-value", MESSAGES[what], place)

    def has_slip(self, place: Place) -> bool:
        """Report a text that should have been a key with its value, or an item of a list."""
        at = signs.in_key(place.text) if place.plain else None
        if at is not None:
            self._sign(place, at)
            return True
        found = syntax.swallowed(place.text) if place.plain else None
        if found is not None:
            behind = Place("text", place.line, place.column + found[1] - 1)
            self.findings.add("yaml-value", found[0].message, behind, **found[0].params)
        return found is not None

    def _sign(self, place: Place, at: int) -> None:
        """Report a sign of another keyboard, `at` signs behind the beginning of a text."""
        sign = place.text[at]
        where = Place("text", place.line, place.column + at)
        self.findings.add("yaml-value", signs.NO_SIGN, where, sign=sign, plain=signs.SIGNS[sign])

    def mistyped(self, place: Place, several: bool) -> bool:
        """Report a sign of another keyboard in a value that is no text for people."""
        at = signs.in_value(place.text, several) if place.plain else None
        if at is not None:
            self._sign(place, at)
        return at is not None

    def keys(self, place: Place, legal: Mapping[str, str], what: str) -> Iterable[tuple[Place, Place]]:
        """The pairs of a map whose keys are legal; each other key is a finding with the nearest legal one."""
        if place.kind != "map":
            self.expected(place, "map")
            return
        for key, value in place.pairs:
            if key.text in legal:
                free = key.text in signs.FREE or legal[key.text] == "feel" or value.text.startswith("=")
                if free or not self.mistyped(value, legal[key.text] == "names"):
                    yield key, value
                continue
            if self.has_slip(key):
                continue
            near = nearest(key.text, legal)
            if near:
                self.findings.add(
                    "yaml-key", "{what} has no '{key}'; did you mean '{near}'?",
                    key, what=what, key=key.text[:80], near=near,
                )  # fmt: skip
            else:
                self.findings.add(
                    "yaml-key", "{what} has no '{key}'; it knows {legal}",
                    key, what=what, key=key.text[:80], legal=", ".join(legal),
                )  # fmt: skip

    def whole(self, place: Place, legal: Mapping[str, str], what: str) -> dict[str, Any] | None:
        """The values of a map by key; None if there is a finding in it."""
        before = len(self.findings.found)
        found = self.fields(place, legal, what)
        return found if len(self.findings.found) == before else None

    def fields(self, place: Place, legal: Mapping[str, str], what: str) -> dict[str, Any]:
        """The values of a map by key; those with a finding are left out."""
        found = {key.text: self.read[legal[key.text]](value) for key, value in self.keys(place, legal, what)}
        return {key: value for key, value in found.items() if value is not None}

    def text(self, place: Place) -> str | None:
        if place.kind != "text":
            self.expected(place, "text")
            return None
        if _CONTROL.search(place.text):
            self.expected(place, "plain text")
            return None
        return "" if place.is_null else place.text.strip()

    def identifier(self, place: Place) -> str | None:
        text = self.text(place)
        if text is not None and (place.literal is not None or not ID.fullmatch(text) or len(text) > 200):
            self.expected(place, "id")
            return None
        return text

    def feel(self, place: Place) -> str | None:
        """FEEL as `=...`, checked."""
        text = self.text(place)
        if text is None:
            return None
        source = (place.literal or text).removeprefix("=").strip()
        if not source or len(source) > MAX_FEEL:
            self.expected(place, "feel")
            return None
        try:
            feel.parse(source, self.functions)
        except feel.FeelError as cause:
            self.findings.add(
                "feel-syntax", "`{text}` is not valid FEEL: {reason}",
                place, text=_short(source), reason=cause.sentence,
            )  # fmt: skip
            return None
        return f"={source}"

    def value(self, place: Place) -> str | None:
        """A fixed text, or `=...`."""
        if place.kind == "text" and (place.literal is not None or place.text.lstrip().startswith("=")):
            return self.feel(place)
        return self.text(place)

    def amount(self, place: Place) -> str | None:
        """A whole number as it is written, or `=...`."""
        text = self.text(place)
        if text is not None and not text.startswith("=") and not re.fullmatch(r"\d{1,6}", text, re.ASCII):
            self.expected(place, "amount")
            return None
        return self.feel(place) if text and text.startswith("=") else text

    def names(self, place: Place) -> str | None:
        if place.kind != "list":
            return self.value(place)
        if any(self.mistyped(item, several=True) for item in place.items):
            return None
        names = [self.text(item) for item in place.items]
        if any(not name or "," in name or name.startswith("=") for name in names):
            self.expected(place, "names")
            return None
        return ", ".join(name for name in names if name)

    def flag(self, place: Place) -> bool | None:
        if place.literal not in ("true", "false"):
            self.expected(place, "flag")
            return None
        return place.literal == "true"

    def number(self, place: Place) -> int | None:
        if place.kind != "text" or not re.fullmatch(r"\d{1,6}", place.text, re.ASCII):
            self.expected(place, "number")
            return None
        return int(place.text)

    def pairs(self, place: Place) -> dict[str, str] | None:
        return self._map(place, self.text, lambda key: bool(key))

    def mapping(self, place: Place) -> dict[str, str] | None:
        return self._map(place, self.value, lambda key: all(part.strip() for part in key.split(".")))

    def _map(
        self, place: Place, read: Callable[[Place], str | None], legal: Callable[[str], bool]
    ) -> dict[str, str] | None:
        if place.kind != "map":
            self.expected(place, "map")
            return None
        found = {}
        for key, value in place.pairs:
            name, content = self.text(key), read(value)
            if self.has_slip(key):
                continue
            if name is not None and not legal(name):
                self.expected(key, "name")
            elif name is not None and content is not None:
                found[name] = content
        return found

    def several(self, place: Place, read: Callable[[Place], Any]) -> list[Any]:
        """One, or a list of them."""
        places = place.items if place.kind == "list" else [place]
        return [found for found in map(read, places) if found is not None]

    def deadline(self, place: Place) -> dict[str, str] | None:
        if place.kind == "text":
            name = self.text(place) if place.literal is None else ""
            if not name:
                self.expected(place, "deadline")
            return {"ref": name} if name else None
        found = self.whole(place, words.DEADLINE, "deadline")
        if found is None:
            return None
        if len([key for key in ("ref", "clock", "days") if key in found]) != 1:
            self.expected(place, "deadline")
            return None
        return found if self._choice(place, found.get("count"), words.COUNTS) else None

    def _choice(self, place: Place, value: str | None, legal: tuple[str, ...]) -> bool:
        if value is not None and value not in legal:
            self.expected(place, "count" if legal is words.COUNTS else "moment")
            return False
        return True

    def reminders(self, place: Place) -> list[dict[str, Any]]:
        return self.several(place, self._reminder)

    def _reminder(self, place: Place) -> dict[str, Any] | None:
        found = self.whole(place, words.REMINDER, "remind")
        if found is None:
            return None
        if ("before" in found) == ("after" in found):
            self.expected(place, "reminders")
            return None
        return found if self._choice(place, found.get("count"), words.COUNTS) else None

    def clocks(self, place: Place) -> list[dict[str, Any]]:
        return self.several(place, self._clock)

    def _clock(self, place: Place) -> dict[str, Any] | None:
        found = self.whole(place, words.CLOCK, "clock")
        if found is None:
            return None
        actions = [key for key in words.ACTIONS if key in found]
        if len(actions) != 1 or not found[actions[0]]:
            self.expected(place, "clocks")
            return None
        return found if self._choice(place, found.get("when"), words.MOMENTS) else None

    def each(self, place: Place) -> dict[str, Any] | None:
        found = self.whole(place, words.EACH, "each")
        if found is not None and ("of" in found) == ("times" in found):
            self.expected(place, "each")
            return None
        return found

    def loop(self, place: Place) -> dict[str, Any] | None:
        found = self.whole(place, words.LOOP, "loop")
        if found is not None and not ({"while", "most"} & set(found)):
            self.expected(place, "loop")
            return None
        return found

    def join(self, place: Place) -> Join | None:
        if place.literal == "false":
            return Join(direct=True, place=place)
        found = self.start(place, words.JOIN, "join")
        return None if found is None else Join(found.get("id", ""), found.get("name", ""), place=place)

    def start(
        self, place: Place, legal: Mapping[str, str] = words.INNER_START, what: str = "start"
    ) -> dict[str, Any] | None:
        """An id, or a map with it; the place of the id is kept under `@id`."""
        if place.kind == "text":
            found = self.identifier(place)
            return None if found is None else {"id": found, "@id": place}
        found_fields = self.fields(place, legal, what)
        if "id" in found_fields:
            found_fields["@id"] = place.get("id")
        return found_fields if place.kind == "map" else None

    def lanes(self, place: Place) -> list[tuple[str, list[Place]]] | None:
        """Each lane with the places of its ids."""
        if place.kind != "map" or any(value.kind != "list" for _, value in place.pairs):
            self.expected(place, "lanes")
            return None
        found = []
        for key, value in place.pairs:
            name, ids = self.text(key), [self.identifier(item) for item in value.items]
            if name is not None and None not in ids:
                found.append((name, value.items))
        return found

    def undoes(self, place: Place) -> str | None:
        """An empty text for all."""
        return "" if place.literal == "true" else self.identifier(place)


def nearest(text: str, legal: Iterable[str]) -> str:
    """The legal word that is meant by another one, also by a Chinese one; else an empty text."""
    meant = words.CHINESE.get(text.strip(), "")
    known = list(legal)
    if meant in known:
        return meant
    return next(iter(difflib.get_close_matches(text[:80], known, 1, 0.5)), "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:77]}..."
