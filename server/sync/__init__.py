"""The sync core: phones push operations, the server answers each with one outcome, and phones pull what changed.

Promises (docs/sync-protocol.md): what a phone saved ends here exactly once and keeps its bytes; nothing anybody wrote
disappears; a pull follows one counter a scope. Does not know what entities mean: each room binds its own commands.
"""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Give the rooms below what they may not import: the stream of a device, and the keeping of grants."""
    from server.sync.commands import grant_scope, revoke_scope
    from server.sync.queries import last_seq

    app.extensions.update(stream_of=last_seq, grant_scope=grant_scope, revoke_scope=revoke_scope)
