"""Writing many things at once: one transaction, a few statements, the same versions, scopes and trail as one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from server.jurisdictions.models import Division
from server.kernel import audit
from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.recording import noted
from server.registry.wire import Synced


@dataclass
class Batch:
    """New things in the order they may be stored, and instruments that show a newer verification."""

    merchants: list[Merchant] = field(default_factory=list)
    roots: list[Premises] = field(default_factory=list)
    parts: list[Premises] = field(default_factory=list)
    instruments: list[Instrument] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    shown: dict[str, Instrument] = field(default_factory=dict)

    def divisions(self) -> set[str]:
        """Every division the batch writes to."""
        things: list[Synced] = [*self.merchants, *self.roots, *self.parts, *self.instruments, *self.verifications,
                                *self.shown.values()]
        return {one.division for one in things}


def claim(session: Session, identity: Identity, divisions: list[str]) -> None:
    """Hold these divisions until the commit, so that two imports into one take turns; the permission is checked."""
    for division in divisions:
        identity.require("ledger.import", division)
        session.get(Division, division, with_for_update=True)


@command("ledger.write", permission="ledger.import")
def write_batch(session: Session, identity: Identity, batch: Batch, subject: str, *, now: datetime) -> int:
    """Store a batch and record each thing once; the number of things. `subject` names the import in the trail."""
    claim(session, identity, sorted(batch.divisions()))
    made: list[Synced] = []
    for level in (batch.merchants, batch.roots, batch.parts, batch.instruments, batch.verifications):
        session.add_all(level)
        session.flush()
        made += level
    fresh = {one.id for one in batch.instruments}
    made += [one for id, one in batch.shown.items() if id not in fresh]
    if made:
        noted(session, identity, made, now=now)
    audit.append(session, identity, "ledger.write", "ledger_import", subject, now=now,
                 details={"things": len(made), "divisions": sorted(batch.divisions())})
    return len(made)
