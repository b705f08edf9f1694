"""Failpoints: each name is listed, stands in exactly one place, and kills nothing unless it is asked to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

from server.kernel import failpoints
from tools.sizes import sources
from tools.steps import ROOT

HIT = re.compile(r"\bfailpoints\.hit\(([^)]*)\)")


def test_names_are_unique_and_listed() -> None:
    hits = Counter(given for path in sources(".py") if path.is_relative_to(ROOT / "server")
                   for given in HIT.findall(path.read_text(encoding="utf-8")))
    assert dict.fromkeys(failpoints.NAMES, 1) == {given.strip('"'): count for given, count in hits.items()}


def test_the_process_dies_there_and_nowhere_else() -> None:
    program = ("from server.kernel import failpoints\nfailpoints.hit('blob.linked')\nprint('lives', flush=True)\n"
               "failpoints.hit('blob.renamed')\nprint('lives still')")
    for wanted, code, said in ((None, 0, "lives\nlives still\n"), ("blob.renamed", -9, "lives\n"),
                               ("blob.linked", -9, "")):
        environ = {**os.environ, **({"HENGJIAN_FAILPOINT": wanted} if wanted else {})}
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (code, said), done.stderr
