"""The jobs that prove: fsck every night (with every photo read on Sundays), a trial restore every week."""

from __future__ import annotations

from itertools import islice

from flask import Flask

from server.kernel import clock
from server.operations.fsck import fsck
from server.operations.verifying import verify_restore as verified

SUNDAY, MOST = 6, 1000


class Damage(Exception):
    """fsck found something that does not hold."""


def prove(app: Flask) -> str:
    """Run fsck; the run fails when something does not hold."""
    with app.app_context():
        deep = clock.today().weekday() == SUNDAY
    found = list(islice(fsck(app, deep=deep), MOST))
    damage = [one for one in found if not one.notice]
    if damage:
        raise Damage(f"{len(damage)} findings, the first: {damage[0].check}: {damage[0].subject}: {damage[0].detail}")
    return f"everything agrees{', every photo read' if deep else ''}, {len(found)} notices"


def verify_restore(app: Flask) -> str:
    """Restore the newest archive into a scratch place and run fsck there."""
    return verified(app)
