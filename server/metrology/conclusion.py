"""The working of one judgement, and what comes of it: verdict, reasons that cite clauses, and every step taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from server.metrology.dates import is_calendar_date
from server.metrology.edition import Citation, Edition, Number, Table
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import exact_or_12_digits
from server.metrology.rulebook import Choice
from server.metrology.rulebook_reader import CONFIDENCE

# A quantity is text, a count an integer, an answer to a question a boolean.
Value = str | int | bool


@dataclass(frozen=True)
class Step:
    """One intermediate result: the formula as a metrologist writes it, and the value it gave."""

    name: str
    formula: str
    value: str
    unit: str

    def as_record(self) -> dict[str, str]:
        return {"name": self.name, "formula": self.formula, "value": self.value, "unit": self.unit}


@dataclass(frozen=True)
class Limit:
    """A limit with the text it is quoted by; no citation means that it was given with the readings."""

    value: Fraction
    text: str
    unit: str
    citation: Citation | None
    confidence: str


@dataclass(frozen=True)
class Reason:
    """One comparison: whether the quantity keeps within its limit."""

    quantity: str
    value: str
    limit: str
    unit: str
    is_within: bool
    citation: Citation | None
    confidence: str

    def as_record(self) -> dict[str, object]:
        return {
            "quantity": self.quantity,
            "value": self.value,
            "limit": self.limit,
            "unit": self.unit,
            "outcome": "within" if self.is_within else "exceeds",
            "clause": None if self.citation is None else str(self.citation),
            "clause_en": None if self.citation is None else self.citation.in_english(),
            "confidence": self.confidence,
        }


@dataclass(frozen=True)
class Evaluation:
    """What a judgement says. `verdict` is pass, fail, value or a rule's own word; the record's is its conclusion.

    `screening`: a quick field check that must not stand as a verification result. `reference_only`: the edition had
    expired on the date, and nothing newer with numbers is known. `confidence`: that of the weakest number used.
    """

    rule: str
    verdict: str
    values: dict[str, Value]
    edition: str
    basis: str
    confidence: str
    comparison: str
    screening: bool
    reference_only: bool
    reasons: tuple[Reason, ...]
    trace: tuple[Step, ...]

    def as_line(self) -> dict[str, object]:
        """The five fields of the judge and of the record."""
        return {
            "verdict": self.verdict,
            "values": self.values,
            "edition": self.edition,
            "basis": self.basis,
            "problem": None,
        }

    def as_record(self) -> dict[str, object]:
        """Everything, for the screen that shows the calculation."""
        return self.as_line() | {
            "rule": self.rule,
            "confidence": self.confidence,
            "comparison": self.comparison,
            "screening": self.screening,
            "reference_only": self.reference_only,
            "reasons": [reason.as_record() for reason in self.reasons],
            "trace": [step.as_record() for step in self.trace],
        }


@dataclass
class Working:
    """The sheet a procedure writes on. It remembers which numbers were used, so the basis never has to be claimed."""

    rule: str
    choice: Choice
    on: str | None
    values: dict[str, Value] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    screening: bool = False
    has_given_limit: bool = False
    # The word of a rule that sorts into more than two classes.
    word: str | None = None
    # Where the readings name another way of comparing than the edition does.
    comparison: str | None = None
    uses_numbers: bool = False

    def __post_init__(self) -> None:
        procedure = self.edition.procedures[self.rule]
        self.citations: list[Citation] = [procedure.citation]
        self.confidences: list[str] = [procedure.confidence]

    @property
    def edition(self) -> Edition:
        return self.choice.edition

    def number(self, name: str) -> Number:
        """A coefficient or limit of the edition, by name."""
        if name not in self.edition.numbers:
            raise MetrologyProblem("rulebook_number_missing", "/edition")
        return self._use(self.edition.numbers[name])

    def judged_on(self) -> str:
        """A timetable needs the date of judgement even where the edition was named."""
        if self.on is None:
            raise MetrologyProblem("date_missing", "/on")
        if not is_calendar_date(self.on):
            raise MetrologyProblem("date_invalid", "/on")
        return self.on

    def edition_day(self, name: str) -> str:
        """A day of the edition's timetable, by name."""
        if name not in self.edition.dates:
            raise MetrologyProblem("rulebook_number_missing", "/edition")
        day = self.edition.dates[name]
        self.uses_numbers = True
        self.cite(day.citation, day.confidence)
        return day.text

    def find(self, table: str, *arguments: Fraction) -> Number | None:
        found = self.table(table).find(*arguments)
        return None if found is None else self._use(found)

    def table(self, name: str) -> Table:
        if name not in self.edition.tables:
            raise MetrologyProblem("rulebook_number_missing", "/edition")
        return self.edition.tables[name]

    def _use(self, number: Number) -> Number:
        self.uses_numbers = True
        self.cite(number.citation, number.confidence)
        return number

    def cite(self, citation: Citation, confidence: str) -> None:
        """For what is no number, such as a row of the catalogue. A clause is quoted once, whatever its English name."""
        if str(citation) not in map(str, self.citations):
            self.citations.append(citation)
        self.confidences.append(confidence)

    def weakest(self) -> str:
        """The confidence of the least certain number used so far."""
        return max(self.confidences, key=CONFIDENCE.index)

    def step(self, name: str, formula: str, value: Fraction | str, unit: str) -> None:
        text = value if isinstance(value, str) else exact_or_12_digits(value)
        self.steps.append(Step(name, formula, text, unit))

    def report(self, name: str, formula: str, value: Fraction | str, unit: str) -> None:
        """A step that is also one of the result's values."""
        self.step(name, formula, value, unit)
        self.values[name] = self.steps[-1].value

    def count(self, name: str, formula: str, value: int, unit: str = "1") -> None:
        """Like `report`, for what the record keeps as an integer."""
        self.step(name, formula, str(value), unit)
        self.values[name] = value

    def answer(self, name: str, formula: str, value: bool) -> None:
        """Like `report`, for a question that is answered with yes or no."""
        self.step(name, formula, "yes" if value else "no", "")
        self.values[name] = value

    def given_limit(self, value: Fraction, text: str, unit: str) -> Limit:
        self.has_given_limit = True
        return Limit(value, text, unit, None, "given")

    def tabled_limit(self, number: Number) -> Limit:
        return Limit(number.value, number.text, number.unit, number.citation, number.confidence)

    def compare(self, quantity: str, value: Fraction, limit: Limit) -> None:
        """Full-value comparison; a result exactly on the limit is within it."""
        self.decide(quantity, value, limit, abs(value) <= limit.value)

    def at_most(self, quantity: str, value: Fraction, limit: Limit) -> None:
        """Only an excess counts: what is given in full measure and beyond is within."""
        self.decide(quantity, value, limit, value <= limit.value)

    def decide(self, quantity: str, value: Fraction, limit: Limit, is_within: bool) -> None:
        text = exact_or_12_digits(value)
        self.reasons.append(Reason(quantity, text, limit.text, limit.unit, is_within, limit.citation, limit.confidence))

    def state(self, quantity: str, found: str, wanted: str, is_within: bool) -> None:
        """What is seen, not measured: the state found against the state the procedure wants."""
        procedure = self.edition.procedures[self.rule]
        self.reasons.append(Reason(quantity, found, wanted, "", is_within, procedure.citation, procedure.confidence))

    def conclude(self) -> Evaluation:
        return Evaluation(
            rule=self.rule,
            verdict=self._verdict(),
            values=self.values,
            edition=self.edition.name,
            basis=self._basis(),
            confidence=self.weakest(),
            comparison=self.comparison or self.edition.procedures[self.rule].comparison,
            screening=self.screening,
            reference_only=self._is_reference_only(),
            reasons=tuple(self.reasons),
            trace=tuple(self.steps),
        )

    def _verdict(self) -> str:
        if self.word is not None:
            return self.word
        if not self.reasons:
            return "value"
        return "pass" if all(reason.is_within for reason in self.reasons) else "fail"

    def _is_reference_only(self) -> bool:
        """Only numbers of the expired edition make it so; limits that were all given owe it nothing."""
        return self.choice.ground == "reference" and self.uses_numbers

    def _basis(self) -> str:
        """`given` alone when a limit or the edition came with the readings; else the clauses and how sure they are."""
        if self.has_given_limit or self.choice.ground == "given":
            parts = ["given"]
        else:
            parts = [" + ".join(str(citation) for citation in self.citations), self.weakest()]
        if self._is_reference_only():
            parts.append("reference_only")
        if self.screening:
            parts.append("screening")
        return "; ".join(parts)
