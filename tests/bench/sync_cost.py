"""Push follows the operations and pull follows the changes; neither follows the size of the tables.

The same work on a small city and on the whole one, in one process, side by side; what counts is the last column.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from server.app import create_app
from server.settings import read_settings
from tests.bench._demo import middle, seeded, table
from tests.factories.people import sign_in
from tests.factories.phones import Phone

SMALL, WHOLE = 0.05, 1.0
BATCHES = (0, 1, 10, 100, 400)
ROUNDS = 5
PASSWORD = "hengjian-demo"


class Timed:
    """A phone's way to the server that knows how long the server took; what the model phone does is not counted."""

    def __init__(self, phone: Phone) -> None:
        self.send, self.spent = phone.transport, 0.0
        phone.transport = self

    def __call__(self, path: str, body: dict[str, Any]) -> Any:
        started = time.perf_counter()
        answer = self.send(path, body)
        answer.get_data()
        self.spent += (time.perf_counter() - started) * 1000
        return answer

    def lap(self) -> float:
        spent, self.spent = self.spent, 0.0
        return spent


class City:
    """One database with two phones of the same division that are up to date."""

    def __init__(self, data: Path) -> None:
        self.app = create_app(read_settings({"HENGJIAN_DATA_DIR": str(data)}))
        self.one, self.two = (Phone(sign_in(self.app, name, password=PASSWORD)) for name in ("baota1", "baota2"))
        self.pushing, self.pulling = Timed(self.one), Timed(self.two)
        self.one.sync()
        self.two.sync()
        self.first = self.pulling.lap()
        self.ids = sorted(id for id, row in self.one.base.items() if row.entity == "merchant")
        self.turn = 0

    def round(self, operations: int) -> dict[str, float]:
        """Milliseconds to push so many corrections, and to pull them on the other phone."""
        self.turn += 1
        for place in range(operations):
            self.one.patch(self.ids[place % len(self.ids)], address=f"样例路 {self.turn}-{place} 号")
        self.pushing.lap()
        self.one.push()
        pushed = self.pushing.lap()
        assert {op.outcome for op in self.one.kept} <= {"applied", "merged"}
        self.two.pull()
        self.one.pull()
        return {"push": pushed, "pull": self.pulling.lap()}


def compare(small: City, whole: City) -> list[tuple[str, ...]]:
    """The same rounds on both, turn by turn, so that a busy machine is as busy for one as for the other."""
    measured = {count: [(small.round(count), whole.round(count)) for _ in range(ROUNDS)] for count in BATCHES}
    rows = []
    for name in ("push", "pull"):
        for count in BATCHES:
            little, much = (middle([pair[place][name] for pair in measured[count]]) for place in (0, 1))
            rows.append((f"{name} {count}", f"{little:.1f}", f"{much:.1f}", f"{much / little:.2f}"))
    return rows


def main() -> None:
    with seeded(SMALL) as small_data, seeded(WHOLE) as whole_data:
        small, whole = City(small_data), City(whole_data)
        for city in (small, whole):
            records = len(city.two.base)
            print(f"  first download: {records} records in {city.first:.0f} ms, {city.first / records:.3f} ms a record")
        table(("operations", f"ms at {SMALL}", f"ms at {WHOLE}", "whole : small"), compare(small, whole))


if __name__ == "__main__":
    main()
