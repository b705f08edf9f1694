"""Review: the queue, the whole record in one view, decisions, publication (审核、公示).

Promises: neither officer of a visit reviews it; a decision names the version that was seen; only what is complete is
approved; publication is an act of its own, and shows no person. The facts themselves live in the inspections room.
"""
