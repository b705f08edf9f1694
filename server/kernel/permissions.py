"""The markers every route and command carries. A route without one fails a test (tests/architecture)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

COMMANDS: dict[str, tuple[Callable[..., Any], str | None]] = {}


def permission(name: str) -> Callable[[F], F]:
    """This view needs a signed-in identity that holds `name` in some division; the command checks which."""
    return lambda view: _mark(view, "permission", name)


def signed_in(reason: str) -> Callable[[F], F]:
    """This view needs a signed-in identity and no particular permission, for the reason given."""
    return lambda view: _mark(view, "signed_in", reason)


def handing_in(reason: str) -> Callable[[F], F]:
    """This view takes work and gives none of the office's: open also to a device that was blocked, and to somebody who
    left, for the reason given. Every other view turns them away."""
    return lambda view: _mark(view, "handing_in", reason)


def public_route(reason: str) -> Callable[[F], F]:
    """This view is open to anyone, for the reason given."""
    return lambda view: _mark(view, "public", reason)


def manual_transaction(view: F) -> F:
    """This view opens its own short transactions (it hashes passwords or receives files meanwhile)."""
    view.__hengjian_manual__ = True  # type: ignore[attr-defined]
    return view


def _mark(view: F, kind: str, value: str) -> F:
    view.__hengjian_access__ = (kind, value)  # type: ignore[attr-defined]
    return view


def access_of(view: Any) -> tuple[str, str] | None:
    """The marker of a view function, looked up through decorators and, for class views, on the method."""
    found: tuple[str, str] | None = getattr(view, "__hengjian_access__", None)
    return found


def command(name: str, *, permission: str | None) -> Callable[[F], F]:
    """Mark a command: its audit action and the permission it demands itself (None: see its docstring)."""

    def mark(function: F) -> F:
        COMMANDS[name] = (function, permission)
        return function

    return mark
