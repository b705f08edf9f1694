"""Whether an instrument must be verified compulsorily, by the catalogue's rule: the answer, its reason and its clause.

A gap is answered `unknown` with the reason; the ledger then says no, since nobody is burdened by a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from server.metrology.instrument_catalogue import SIZES, catalogue_of
from server.metrology.problems import MetrologyProblem, wording
from server.metrology.rulebook import bundled
from server.metrology.rules import evaluate

RULE = "instrument_mandatory_status"
ANSWERS = ("yes", "no", "unknown")
# What the answer hangs on; a change of anything else leaves it alone.
DECIDING = ("kind", "purpose", "parameters")
MONTHS = ("period_months", "life_months")
# A ledger has a dozen kinds and five uses; sizes make it more. Ten thousand rows ask the rule that many times only.
REMEMBERED = 4096


@dataclass(frozen=True)
class MandatoryStatus:
    """What the rule says on a day. `clause` is the announcement's article, `row` the catalogue's line."""

    mandatory: str
    reason: str
    reason_title: str
    reason_title_en: str
    management: str | None = None
    management_title: str | None = None
    management_title_en: str | None = None
    form_title: str | None = None
    form_title_en: str | None = None
    months: int | None = None
    row: str | None = None
    row_en: str | None = None
    clause: str | None = None
    clause_en: str | None = None
    edition: str | None = None
    confidence: str | None = None
    confidence_title: str | None = None
    confidence_title_en: str | None = None

    @property
    def must_be_verified(self) -> bool:
        return self.mandatory == "yes"


def mandatory_status(kind: str, purpose: str, parameters: Mapping[str, Any], on: date) -> MandatoryStatus:
    """The rule's answer for an instrument as it is used; what the catalogue asks for by size is read from it."""
    sizes = tuple((name, str(parameters[name])) for name in SIZES if parameters.get(name) not in (None, ""))
    return _status(kind, purpose, sizes, on)


def derived(kind: str, purpose: str, parameters: Mapping[str, Any], on: date) -> bool:
    """What the ledger says where no officer said otherwise."""
    return mandatory_status(kind, purpose, parameters, on).must_be_verified


def follows_rule(stated: bool, status: MandatoryStatus) -> bool:
    """Whether the ledger says what the rule says; what an officer answered otherwise stays, and is shown as such."""
    return stated == status.must_be_verified


@lru_cache(maxsize=REMEMBERED)
def _status(kind: str, purpose: str, sizes: tuple[tuple[str, str], ...], on: date) -> MandatoryStatus:
    inputs: dict[str, object] = {"kind": kind, "purpose": purpose, **dict(sizes)}
    try:
        found = evaluate(RULE, inputs, on)
    except MetrologyProblem as problem:
        return MandatoryStatus("unknown", problem.slug, problem.title, problem.title_en)
    values = {name: str(value) for name, value in found.values.items()}
    entry = catalogue_of(found.edition).entries.get(kind)
    clause = bundled().choose(RULE, on=on.isoformat(), scope=None, named=None).edition.procedures[RULE].citation
    months = next((int(values[name]) for name in MONTHS if name in values), None)
    return MandatoryStatus(
        values["mandatory"], values["reason"], *_words("choices", values["reason"]), values["management"],
        *_words("choices", values["management"]), *_words("choices", values.get("form")), months,
        entry.title if entry else None, entry.title_en if entry else None, str(clause), clause.in_english(),
        found.edition, found.confidence, *_words("confidence", found.confidence))


def _words(group: str, name: str | None) -> tuple[Any, Any]:
    if name is None:
        return None, None
    found = wording()[group][name]
    return found["title"], found["title_en"]
