"""Who may do what, on one page. A role is held in a division and reaches everything below it."""

from __future__ import annotations

INSPECTOR, SUPERVISOR, ADMINISTRATOR, ASSISTANT = ROLES = ("inspector", "supervisor", "administrator", "assistant")

PERMISSIONS: dict[str, frozenset[str]] = {
    "registry.read": frozenset({INSPECTOR, SUPERVISOR, ADMINISTRATOR, ASSISTANT}),
    "registry.write": frozenset({INSPECTOR, SUPERVISOR}),
    "ledger.import": frozenset({SUPERVISOR, ADMINISTRATOR}),
    "ledger.export": frozenset({SUPERVISOR, ADMINISTRATOR}),
    "standard.read": frozenset({INSPECTOR, SUPERVISOR, ADMINISTRATOR, ASSISTANT}),
    "standard.write": frozenset({SUPERVISOR, ADMINISTRATOR}),
    "campaign.read": frozenset({INSPECTOR, SUPERVISOR, ADMINISTRATOR, ASSISTANT}),
    "campaign.write": frozenset({SUPERVISOR}),
    "inspection.read": frozenset({INSPECTOR, SUPERVISOR, ASSISTANT}),
    "inspection.write": frozenset({INSPECTOR}),
    "inspection.measure": frozenset({INSPECTOR, ASSISTANT}),
    "inspection.sign": frozenset({INSPECTOR}),
    "evidence.read": frozenset({INSPECTOR, SUPERVISOR, ASSISTANT}),
    "evidence.write": frozenset({INSPECTOR, ASSISTANT}),
    "review.decide": frozenset({SUPERVISOR}),
    "review.publish": frozenset({SUPERVISOR}),
    "conflict.read": frozenset({INSPECTOR, SUPERVISOR}),
    "conflict.resolve": frozenset({SUPERVISOR}),
    "label.read": frozenset({INSPECTOR, SUPERVISOR, ADMINISTRATOR, ASSISTANT}),
    "label.print": frozenset({SUPERVISOR, ADMINISTRATOR}),
    "label.bind": frozenset({INSPECTOR, SUPERVISOR}),
    "sync.use": frozenset({INSPECTOR, ASSISTANT}),
    "report.read": frozenset({SUPERVISOR}),
    "rulebook.write": frozenset({ADMINISTRATOR}),
    "account.read": frozenset({ADMINISTRATOR}),
    "account.write": frozenset({ADMINISTRATOR}),
    "device.read": frozenset({ADMINISTRATOR, SUPERVISOR}),
    "device.revoke": frozenset({ADMINISTRATOR, SUPERVISOR}),
    "audit.read": frozenset({ADMINISTRATOR}),
}


def permissions_of(role: str) -> frozenset[str]:
    """Everything a role may do in the divisions it reaches."""
    return frozenset(name for name, roles in PERMISSIONS.items() if role in roles)
