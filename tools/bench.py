"""`make bench`: every program in tests/bench, one after another. They print figures; nothing is asserted."""

from __future__ import annotations

import subprocess
import sys

from tools.steps import ROOT


def main() -> None:
    programs = sorted(path for path in (ROOT / "tests" / "bench").glob("*.py") if path.name[0] != "_")
    if not programs:
        sys.exit("tests/bench holds no program")
    failed = []
    for path in programs:
        name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        print(f"== {path.name}", flush=True)
        if subprocess.run([sys.executable, "-m", name], cwd=ROOT).returncode:
            failed.append(path.name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
