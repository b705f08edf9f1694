"""The commands of a visit, one function an intention. Each takes session, identity, a frozen input and `now`."""

from server.inspections.commands.afterwards import append_supplement, record_delivery
from server.inspections.commands.checks import append_check
from server.inspections.commands.confirmations import confirm
from server.inspections.commands.decisions import approve_inspection, mark_published, return_inspection
from server.inspections.commands.signing import resubmit_inspection, submit_inspection, withdraw_inspection
from server.inspections.commands.visits import create_inspection, patch_inspection

__all__ = ["append_check", "append_supplement", "approve_inspection", "confirm", "create_inspection",
           "mark_published", "patch_inspection", "record_delivery", "resubmit_inspection", "return_inspection",
           "submit_inspection", "withdraw_inspection"]
