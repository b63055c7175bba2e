"""Signs of a Chinese keyboard where the notation wants others: YAML reads them as parts of a text."""

from __future__ import annotations

import re

SIGNS = {
    "：": ":", "，": ",", "、": ",", "；": ",", "｛": "{", "｝": "}",
    "【": "[", "】": "]", "［": "[", "］": "]",
    "“": '"', "”": '"', "‘": "'", "’": "'", "＝": "=", "＃": "#", "－": "-", "—": "-", "–": "-",
}  # fmt: skip
NO_SIGN = "'{sign}' is not a sign of YAML; it writes '{plain}'."

#: Keys whose values are texts for people, in which every sign may stand.
FREE = frozenset({"name", "documentation", "else"})

_AROUND = re.compile(r"^[【［｛“‘＝]|(?<=\s)＃")
_BETWEEN = re.compile(r"[【［｛“‘＝，、；】］｝”’]|(?<=\s)＃")
_KEY = re.compile(r"[^\W\d][\w ]*(?P<sign>：)")
_DASH = re.compile(r"[－—–](?=\s)")


def in_value(text: str, several: bool = False) -> int | None:
    """Where the first of them stands in a value that is no text for people; several: it should be a list."""
    found = (_BETWEEN if several else _AROUND).search(text)
    return None if found is None else found.start()


def in_key(text: str) -> int | None:
    """Where a text has one that should have made it a key with its value, or an item of a list."""
    found = _KEY.match(text)
    if found is not None:
        return found.start("sign")
    return 0 if _DASH.match(text) else None
