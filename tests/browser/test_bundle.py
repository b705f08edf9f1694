"""What an inspector downloads once: at most 300 KB of script, the scanner apart; its first screen waits for 120 KB."""

from __future__ import annotations

from tests.bench._built import scripts

DATA = ["/assets/en", "/assets/metrology", "/assets/zh-CN"]  # precached too: words, editions, catalogues
MOST, FIRST = 300_000, 120_000  # bytes as gzip sends them


def test_the_whole_app_is_at_most_300_kb_of_script() -> None:
    built = scripts()
    largest = sorted(built.all.items(), key=lambda one: -one[1])[:8]
    assert sum(built.all.values()) <= MOST, largest
    assert sum(built.first.values()) <= FIRST, built.first
    assert set(built.first) <= set(built.all)
    assert [name for name in DATA for address in built.data if address.startswith(f"{name}-")] == DATA, built.data
    assert len(built.data) == len(DATA)
    assert len(built.scanner) == 2  # what is left out is the decoder's two files, nothing else
