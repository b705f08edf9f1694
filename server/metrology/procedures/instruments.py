"""Instruments by kind: whether one is under mandatory management as it is used, and when its verification is due."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from server.metrology.conclusion import Working
from server.metrology.dates import day_text, is_counted, last_day_of_months
from server.metrology.inputs import Inputs
from server.metrology.instrument_catalogue import SIZES, USES, Entry, Period, catalogue_of
from server.metrology.problems import MetrologyProblem

# No pipe, meter or flow of a town is larger.
LARGEST = "10000"
NO_USE, OTHER_USE, LAW_ENFORCEMENT = "none", "other", "law_enforcement"
PURPOSES = (*USES, NO_USE, OTHER_USE)
OTHER_KIND = "other"
YES, NO, UNKNOWN, NOT_MANAGED = "yes", "no", "unknown", "none"

STATUS_INPUTS = ("kind", "purpose", *SIZES)
DUE_INPUTS = ("kind", "verified_on", *SIZES)


def mandatory_status(inputs: Inputs, working: Working) -> None:
    """A gap of the catalogue is answered `unknown`, with the reason; a guess would free or burden somebody."""
    entry = _entry(inputs, working)
    purpose = inputs.choice("purpose", PURPOSES)
    sizes = _sizes(inputs)
    mandatory, reason = _mandatory(entry, purpose, sizes, working.edition.valid_from)
    working.report("mandatory", "kind, purpose", mandatory, "")
    working.report("management", "kind", _management(entry, working.edition.valid_from), "")
    working.report("reason", "kind, purpose", reason, "")
    if entry is not None and mandatory != NO:
        if entry.form is not None:
            working.report("form", "kind", entry.form, "")
        period = _period(entry, sizes)
        if period is not None:
            _report_period(working, period)


def verification_due(inputs: Inputs, working: Working) -> None:
    """A suggestion from the longest period the regulation allows; the date on the certificate goes before it."""
    entry = _entry(inputs, working)
    verified_on = inputs.day("verified_on")
    period = _period_asked_for(entry, _sizes(inputs))
    _report_period(working, period)
    valid_until = last_day_of_months(verified_on, period.months)
    if not is_counted(valid_until):
        raise MetrologyProblem("date_out_of_range", "/inputs/verified_on")
    working.report("valid_until", "verified_on + T − 1 d", day_text(valid_until), "")
    working.report("period_confidence", "kind", period.confidence, "")


def _management(entry: Entry | None, on: str) -> str:
    if entry is None:
        return UNKNOWN
    return entry.management if entry.in_force_from <= on else NOT_MANAGED


def _mandatory(entry: Entry | None, purpose: str, sizes: Mapping[str, Fraction], on: str) -> tuple[str, str]:
    """The answer and its reason, by art. 2 of the announcement: listed, in force, for this use, of this size."""
    if purpose == NO_USE:
        return NO, "use_not_listed"
    if entry is None:
        return UNKNOWN, "kind_not_in_table"
    if entry.in_force_from > on:
        return NO, "not_in_force"
    if entry.doubtful:
        return UNKNOWN, "listing_doubtful"
    if not entry.needs_verification:
        return NO, "verification_not_listed"
    return _by_use(entry, purpose, sizes)


def _by_use(entry: Entry, purpose: str, sizes: Mapping[str, Fraction]) -> tuple[str, str]:
    if purpose == OTHER_USE and LAW_ENFORCEMENT in entry.uses:
        return UNKNOWN, "purpose_unclear"
    if purpose not in entry.uses:
        return NO, "use_not_listed"
    if not entry.range_known:
        return UNKNOWN, "range_unknown"
    if entry.range is None:
        return YES, "listed_use"
    if entry.range.input not in sizes:
        return UNKNOWN, "range_not_given"
    return (YES, "listed_use") if entry.range.row.covers(sizes[entry.range.input]) else (NO, "outside_range")


def _entry(inputs: Inputs, working: Working) -> Entry | None:
    """The kind's row in the catalogue; none for the kind that the registry calls `other`."""
    entries = catalogue_of(working.edition.name).entries
    entry = entries.get(inputs.choice("kind", (*entries, OTHER_KIND)))
    if entry is not None:
        working.cite(entry.citation, entry.confidence)
        working.step("catalogue_entry", "kind", entry.title, "")
    return entry


def _sizes(inputs: Inputs) -> Mapping[str, Fraction]:
    return {name: inputs.decimal(name, above="0", at_most=LARGEST) for name in SIZES if inputs.has(name)}


def _period(entry: Entry, sizes: Mapping[str, Fraction]) -> Period | None:
    """The first that fits; what hangs on a size that was not given fits nothing."""
    for period in entry.periods:
        when = period.when
        if when is None or (when.input in sizes and when.row.covers(sizes[when.input])):
            return period
    return None


def _period_asked_for(entry: Entry | None, sizes: Mapping[str, Fraction]) -> Period:
    for period in () if entry is None else entry.periods:
        if period.when is not None and not period.when_optional and period.when.input not in sizes:
            raise MetrologyProblem("input_missing", f"/inputs/{period.when.input}")
    found = None if entry is None else _period(entry, sizes)
    if found is None:
        raise MetrologyProblem("period_unknown", "/inputs/kind")
    return found


def _report_period(working: Working, period: Period) -> None:
    working.cite(period.citation, period.confidence)
    working.count("life_months" if period.form == "life" else "period_months", "kind", period.months, "month")
