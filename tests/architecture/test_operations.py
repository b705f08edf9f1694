"""Every synced operation ends in a marked command, so that permission and trail cannot be forgotten on this path."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from server.kernel.permissions import COMMANDS
from tools.steps import ROOT

KINDS = ("create", "patch", "transition", "append")


def bindings() -> Iterator[tuple[str, Any]]:
    """Each synced entity with its binding."""
    for path in sorted((ROOT / "server").glob("*/sync_binding.py")):
        module = importlib.import_module(f"server.{path.parent.name}.sync_binding")
        yield from module.BINDINGS.items()


def names_in(code: CodeType) -> set[str]:
    """The global and attribute names a function uses, its inner functions included."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return set(code.co_names).union(*(names_in(one) for one in inner))


def used_by(function: FunctionType) -> Iterator[Any]:
    """What a function refers to: globals, members of modules it names, and what it closes over."""
    names = names_in(function.__code__)
    for name in names & function.__globals__.keys():
        value = function.__globals__[name]
        yield value
        if isinstance(value, ModuleType):
            yield from (getattr(value, attribute) for attribute in names if hasattr(value, attribute))
    yield from inspect.getclosurevars(function).nonlocals.values()


def reaches_a_command(thing: Any, marked: frozenset[Callable[..., Any]], seen: set[int]) -> bool:
    if id(thing) in seen:
        return False
    seen.add(id(thing))
    if isinstance(thing, functools.partial):
        thing = (thing.func, *thing.args, *thing.keywords.values())
    if isinstance(thing, Mapping):
        return any(reaches_a_command(value, marked, seen) for value in thing.values())
    if isinstance(thing, tuple | list):
        return any(reaches_a_command(value, marked, seen) for value in thing)
    if not isinstance(thing, FunctionType) or not thing.__module__.startswith("server."):
        return False
    return thing in marked or any(reaches_a_command(part, marked, seen) for part in used_by(thing))


def test_every_operation_ends_in_a_marked_command() -> None:
    found = {f"{entity}.{kind}": getattr(binding, kind) for entity, binding in bindings() for kind in KINDS
             if getattr(binding, kind)}
    marked = frozenset(function for function, _ in COMMANDS.values())
    assert len(found) > 10
    assert [name for name, function in found.items() if not reaches_a_command(function, marked, set())] == []


def test_the_search_tells_a_command_from_a_shortcut() -> None:
    shortcut = eval("lambda session, identity: session.add(identity)", {"__name__": "server.registry.sync_binding"})
    assert not reaches_a_command(shortcut, frozenset(function for function, _ in COMMANDS.values()), set())
