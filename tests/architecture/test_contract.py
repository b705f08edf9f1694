"""The contract is a valid OpenAPI 3.1 document that TypeScript can trust: exact decimals, one name one schema."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

from tools.contract import openapi_document


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Multiple schemas resolved to the name")
        return openapi_document()


def kinds(node: Any, where: str = "#") -> Iterator[tuple[str, str]]:
    """Every `type` of the document with its place."""
    if isinstance(node, dict):
        said = node.get("type")
        for kind in [said] if isinstance(said, str) else said if isinstance(said, list) else []:
            yield where, kind
    for name, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from kinds(inner, f"{where}/{name}")


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_no_quantity_travels_as_a_number(document: dict[str, Any]) -> None:
    found = list(kinds(document))
    assert len(found) > 100
    assert [where for where, kind in found if kind == "number"] == []


def test_every_operation_says_what_it_answers(document: dict[str, Any]) -> None:
    silent = [f"{method} {path}" for path, methods in document["paths"].items() for method, operation in methods.items()
              if method in {"get", "post", "put", "patch", "delete"}
              and not any(code.startswith(("2", "3")) for code in operation["responses"])]
    assert silent == []
