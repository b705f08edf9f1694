"""The states of a label and what leads from one to the next. A void label never comes back."""

from __future__ import annotations

LABEL_STATES = BLANK, BOUND, VOID = ("blank", "bound", "void")
PROFILES = UNSIGNED, SIGNED = ("unsigned", "signed")
ENDINGS = ("replaced", "voided")

NEXT: dict[tuple[str, str], str] = {
    (BLANK, "bind"): BOUND,
    (BLANK, "void"): VOID,
    (BOUND, "void"): VOID,
}
