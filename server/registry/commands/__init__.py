"""The commands of the ledger, one function an intention. Each takes session, identity, a frozen input and `now`."""

from server.registry.commands.grades import grades_of, set_grade
from server.registry.commands.instruments import (
    correct_instrument,
    create_instrument,
    move_instrument,
    transition_instrument,
)
from server.registry.commands.merchants import correct_merchant, create_merchant, move_merchant, transition_merchant
from server.registry.commands.premises import correct_premises, create_premises, move_premises, transition_premises
from server.registry.commands.sharing import share_premises
from server.registry.commands.verifications import add_verification, decide_verification

__all__ = ["add_verification", "correct_instrument", "correct_merchant", "correct_premises", "create_instrument",
           "create_merchant", "create_premises", "decide_verification", "grades_of", "move_instrument",
           "move_merchant", "move_premises", "set_grade", "share_premises", "transition_instrument",
           "transition_merchant", "transition_premises"]
