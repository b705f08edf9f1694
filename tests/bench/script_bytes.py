"""How much script an inspector downloads: for the first screen, and in all."""

from __future__ import annotations

from tests.bench._built import scripts
from tests.bench._demo import table


def main() -> None:
    built = scripts()
    table(("script, gzipped", "files", "bytes"), [
        ("first screen: entry and modules preloaded", len(built.first), sum(built.first.values())),
        ("whole app without the scanner, English included", len(built.all), sum(built.all.values())),
        ("scanner: decoder and its binary", len(built.scanner), sum(built.scanner.values()))])
    for address, size in sorted(built.all.items(), key=lambda one: -one[1])[:6]:
        print(f"    {size:>7}  {address}")


if __name__ == "__main__":
    main()
