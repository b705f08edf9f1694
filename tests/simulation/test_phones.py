"""Seeded days in the field: whatever the network, the machine and copied phones do, I1–I4 and I6 hold in the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.sync import ledger, pull, push
from server.sync.models import DeviceStream, LedgerEntry
from tests.factories.phones import Lost, Page, Phone
from tests.simulation.oracle import Violated, check
from tests.simulation.world import Bottle

SEEDS = 2000 if os.environ.get("PROOF") == "1" else 60
BLOCKS = 10
STEPS = 40


def live(bottle: Bottle, steps: int = STEPS) -> Bottle:
    for _ in range(steps):
        bottle.step()
    bottle.come_to_rest()
    check(bottle)
    return bottle


@pytest.mark.proof
@pytest.mark.parametrize("block", range(BLOCKS))
def test_i1_to_i6_hold_after_every_day(bottled: Callable[[int], Bottle], block: int) -> None:
    size = SEEDS // BLOCKS
    for seed in range(block * size, (block + 1) * size):
        try:
            live(bottled(seed))
        except (AssertionError, Lost) as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error


def _forget_on_send(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone that clears its outbox when it sends, not when it hears."""
    real = Phone.batch

    def batch(self: Phone, most: int = 500) -> dict[str, Any]:
        found = real(self, most)
        self.kept += self.outbox[:most]
        del self.outbox[:most]
        return found

    monkeypatch.setattr(Phone, "batch", batch)


def _no_memory_of_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that knows operations by number only."""
    monkeypatch.setattr(ledger, "first_entries", lambda session, op_ids: {})


def _cursor_before_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone that stores the cursors and dies before it stores the lines."""
    real = Phone.apply

    def apply(self: Phone, page: Page) -> None:
        if len(page.lines) == 3:
            page.lines = page.lines[:1]
        real(self, page)

    monkeypatch.setattr(Phone, "apply", apply)


def _blind_to_restores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that compares neither tags nor what it acknowledged."""
    monkeypatch.setattr(pull, "_lost", lambda *args: None)
    monkeypatch.setattr(push._Batch, "_stopped", lambda self, stream: None)


def _holes_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that counts what it was not sent."""
    real = ledger.write

    def write(session: Session, stream: DeviceStream, entries: Sequence[tuple[LedgerEntry, str]]) -> None:
        real(session, stream, entries)
        if entries and stream.last_seq % 3 == 0:
            stream.last_seq += 1

    monkeypatch.setattr(ledger, "write", write)


def _one_scope_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone that remembers of each entity the scope that sent it last, and no other (P23)."""
    real = Phone._apply

    def apply(self: Phone, line: dict[str, Any]) -> None:
        real(self, line)
        if line["change"] == "upsert":
            self.base[line["id"]].scopes = {line["scope"]}

    monkeypatch.setattr(Phone, "_apply", apply)


MUTANTS = (_one_scope_a_row, _forget_on_send, _no_memory_of_operations, _cursor_before_lines, _blind_to_restores,
           _holes_allowed)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_a_known_mistake_is_found(bottled: Callable[[int], Bottle], monkeypatch: pytest.MonkeyPatch,
                                  mutant: Callable[[pytest.MonkeyPatch], None]) -> None:
    """The oracle itself: each of these mistakes is seen within a few days."""
    mutant(monkeypatch)
    for seed in range(40):
        try:
            live(bottled(seed))
        except (Violated, AssertionError, Lost):
            return
    raise AssertionError(f"{mutant.__name__} was not noticed")
