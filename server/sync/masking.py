"""The text of a held operation as others than its sender read it: without PIN proofs. The ledger keeps every byte.

With a proof and the salt that phones receive, a PIN of six digits could be searched for offline. The digest of the
whole text would tell a right guess from a wrong one just as well, so whoever shows a masked text withholds it.
"""

from __future__ import annotations

import json
import re

MASK = '"***"'
_KEY = "".join(rf"(?:{letter}|\\u00(?i:{ord(letter):02x}))" for letter in "proof")  # a letter may be written as \u0070
_PROOF = re.compile(rf'"{_KEY}"\s*:\s*')


def without_proofs(body: str) -> str:
    """The text with every value under `proof` masked, also where the text is no JSON; all else byte for byte."""
    parts, place = [], 0
    for found in _PROOF.finditer(body):
        if found.start() < place:
            continue  # inside a value that is masked already
        end = _end_of_value(body, found.end())
        value = body[found.end():end]
        parts += [body[place:found.end()], value if value == "null" else MASK]
        place = end
    return "".join([*parts, body[place:]])


def _end_of_value(body: str, start: int) -> int:
    """Where the JSON value ends; what cannot be read is taken to the end of the text."""
    try:
        return json.JSONDecoder().raw_decode(body, start)[1]
    except (ValueError, RecursionError):
        return len(body)
