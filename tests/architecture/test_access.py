"""Who may do what is declared everywhere: on each route, each command, each synced operation."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

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


def command_modules() -> list[Path]:
    return sorted({*(ROOT / "server").glob("*/commands.py"), *(ROOT / "server").glob("*/commands/*.py")})


def public_functions(path: Path) -> Iterator[str]:
    """Functions of a command module that change state: public, and told the instant."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            if "now" in {argument.arg for argument in node.args.kwonlyargs}:
                yield node.name


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    assert [(endpoint, method) for endpoint, method, marker in views(app) if marker is None] == []


def test_every_exemption_gives_its_reason(app: Flask) -> None:
    assert [(endpoint, marker) for endpoint, _, marker in views(app) if marker and not marker[1].strip()] == []


def test_every_permission_of_a_route_is_held_by_some_role(app: Flask) -> None:
    asked = {marker[1] for _, _, marker in views(app) if marker and marker[0] == "permission"}
    assert asked
    assert asked - granted() == set()


def test_every_command_is_marked_with_its_action_and_permission() -> None:
    marked = set()
    for path in command_modules():
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for function, _ in COMMANDS.values():
        marked.add((function.__module__, function.__name__))
    found = {(".".join(path.relative_to(ROOT).with_suffix("").parts), name)
             for path in command_modules() for name in public_functions(path)}
    assert found
    assert found - marked == set()


def test_every_permission_of_a_command_is_held_by_some_role() -> None:
    for path in command_modules():
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert {permission for _, permission in COMMANDS.values() if permission} - granted() == set()


def test_a_command_without_a_permission_explains_itself() -> None:
    silent = [name for name, (function, permission) in COMMANDS.items() if permission is None and not function.__doc__]
    assert silent == []
