"""Masked text: no proof left however it is written, and every other byte as it came."""

from __future__ import annotations

import pytest

from server.sync.masking import without_proofs

PROOF = "ab" * 32


@pytest.mark.parametrize(("body", "shown"), [
    ('{"state":{"proof":"%s","method":"pin"}}', '{"state":{"proof":"***","method":"pin"}}'),
    ('{"proof" :\n "%s" , "a": "\\u4e2d"}', '{"proof" :\n "***" , "a": "\\u4e2d"}'),
    ('{"parts":[{"proof":"%s"},{"proof":"%s"}]}', '{"parts":[{"proof":"***"},{"proof":"***"}]}'),
    ('{"pr\\u006Fof":"%s"}', '{"pr\\u006Fof":"***"}'),
    ('{"proof":["%s",{"proof":"%s"}],"b":1}', '{"proof":"***","b":1}'),
    ('{"proof":"x\\"%s"}', '{"proof":"***"}'),
    ('broken {"proof":"%s', 'broken {"proof":"***"'),
    ('{"proof":' + "[" * 5000 + '"%s"', '{"proof":"***"')])
def test_no_proof_is_left(body: str, shown: str) -> None:
    assert without_proofs(body.replace("%s", PROOF)) == shown


@pytest.mark.parametrize("body", [
    "", "不是 JSON", '{"proof":null}', '{"note":"\\"proof\\": \\"1\\""}', '{"proofs":"1","a_proof":"2"}', "\ud800 {}"])
def test_all_else_is_byte_for_byte(body: str) -> None:
    assert without_proofs(body) == body
