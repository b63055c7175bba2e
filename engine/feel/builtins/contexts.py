"""The context functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import Env
from engine.feel.values import scalar


@builtin("get value", "m: context, key: string")
@builtin("get value", "context: context, key: string")
def get_value(context: Mapping[str, Any], key: str) -> Any:
    """The value of the key, null if it is missing."""
    return scalar(context.get(key))


@builtin("get value", "m: context, keys: only list")
@builtin("get value", "context: context, keys: only list")
def get_nested_value(context: Any, keys: list[Any]) -> Any:
    """The value at the path of keys."""
    for key in keys:
        if not isinstance(context, Mapping) or not isinstance(key, str):
            return None
        context = context.get(key)
    return scalar(context)


@builtin("get entries", "m: context", env=True)
@builtin("get entries", "context: context", env=True)
def get_entries(env: Env, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One context {key, value} for each entry."""
    env.root.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list", env=True)
def context(env: Env, entries: list[Any]) -> dict[str, Any]:
    """The context of a list of {key, value}."""
    env.root.spend(len(entries))
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or "value" not in entry or not isinstance(entry.get("key"), str):
            raise Null("context() needs entries with a key and a value.")
        if entry["key"] in made:
            raise Null("context() needs keys that differ.")
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: any", env=True)
def context_put(env: Env, context: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The context with one entry set."""
    env.root.spend(len(context))
    return {**context, key: value}


@builtin("context put", "context: context, keys: only list, value: any", env=True)
def context_put_nested(env: Env, context: Any, keys: list[Any], value: Any) -> dict[str, Any]:
    """The context with the entry at the path of keys set."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Null("context put() needs a list of keys.")
    if len(keys) > 60:
        raise Null("context put() takes at most 60 keys.")
    if not isinstance(context, Mapping):
        raise Null("There is no context at the given keys.")
    head, *rest = keys
    env.root.spend(len(context))
    inner = context_put_nested(env, context.get(head, {}), rest, value) if rest else value
    return {**context, head: inner}


@builtin("context merge", "contexts: list", env=True)
def context_merge(env: Env, contexts: list[Any]) -> dict[str, Any]:
    """All entries; a later context wins."""
    merged: dict[str, Any] = {}
    for part in contexts:
        if not isinstance(part, Mapping):
            raise Null("context merge() needs a list of contexts.")
        env.root.spend(len(part))
        merged.update(part)
    return merged
