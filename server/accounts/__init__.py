"""People, their dated appointments, their phones, and how they sign in.

Promises: an identity is the set of appointments in force at that instant; a session belongs to one person on one
device; a revoked device never reads again. Does not know what the permissions protect: each room asks.
"""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Let the HTTP edge ask who acts."""
    from server.accounts.authentication import authenticate

    app.extensions["authenticate"] = authenticate
