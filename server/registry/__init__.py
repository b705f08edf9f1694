"""The ledger (台账): merchants, the tree of premises, instruments, what verification they have, and its sheet form.

Promises: what an identity reads lies in its divisions; an instrument's division is that of its premises; a doubtful
credit code is flagged and kept; only a newer accepted verification moves an instrument's dates. Not here: labels,
inspections, and who may see a place outside their divisions (campaigns share it by `commands.share_premises`).
"""
