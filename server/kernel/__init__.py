"""What every room may lean on: models, wire fields, problems, identity, transactions, the change log, the trail.

The kernel knows no room and never imports one.
"""
