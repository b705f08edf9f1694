"""Who may do what is declared everywhere: on each route, each command, each synced operation."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

from flask import Flask

from server.accounts.permission_map import PERMISSIONS
from server.kernel.permissions import COMMANDS, access_of
from tools.steps import ROOT

CONTROL_METHODS = {"HEAD", "OPTIONS"}


def views(app: Flask) -> Iterator[tuple[str, str, tuple[str, str] | None]]:
    """Each endpoint and method with its access marker; a class-based view carries one on every method."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        declared = access_of(view) or app.extensions["open_endpoints"].get(rule.endpoint)
        for method in sorted((rule.methods or set()) - CONTROL_METHODS):
            handler = getattr(getattr(view, "view_class", None), method.lower(), None)
            yield rule.endpoint, method, access_of(handler) or declared


def granted() -> set[str]:
    """Every permission that some role holds."""
    return {name for name, roles in PERMISSIONS.items() if roles}


def command_modules() -> list[str]:
    """The command module of each room; a folder lists what it offers in `__all__`."""
    server = ROOT / "server"
    found = [path.with_suffix("") for path in server.rglob("commands.py")]
    found += [path.parent for path in server.rglob("commands/__init__.py")]
    return sorted(".".join(path.relative_to(ROOT).parts) for path in found)


def offered(module: ModuleType) -> Iterator[Callable[..., object]]:
    """What a room offers to change its state: public functions that are told the instant."""
    names = getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")])
    for name in names:
        function = getattr(module, name)
        if inspect.isfunction(function) and function.__module__.startswith(module.__name__) \
                and "now" in inspect.signature(function).parameters:
            yield function


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    assert [(endpoint, method) for endpoint, method, marker in views(app) if marker is None] == []


def test_every_exemption_gives_its_reason(app: Flask) -> None:
    assert [(endpoint, marker) for endpoint, _, marker in views(app) if marker and not marker[1].strip()] == []


def test_every_permission_of_a_route_is_held_by_some_role(app: Flask) -> None:
    asked = {marker[1] for _, _, marker in views(app) if marker and marker[0] == "permission"}
    assert asked
    assert asked - granted() == set()


def test_every_command_is_marked_with_its_action_and_permission() -> None:
    found = [function for name in command_modules() for function in offered(importlib.import_module(name))]
    marked = [function for function, _ in COMMANDS.values()]
    assert len(found) > 20
    assert [f"{function.__module__}.{function.__qualname__}" for function in found if function not in marked] == []


def test_every_permission_of_a_command_is_held_by_some_role() -> None:
    for name in command_modules():
        importlib.import_module(name)
    assert {permission for _, permission in COMMANDS.values() if permission} - granted() == set()


def test_a_command_without_a_permission_explains_itself() -> None:
    silent = [name for name, (function, permission) in COMMANDS.items() if permission is None and not function.__doc__]
    assert silent == []
