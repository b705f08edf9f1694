"""Metrology: decides, exactly and with a citation, whether readings keep within a limit.

Pure: standard library only, no room, no clock, no database. The phone carries the same room (`pwa/src/metrology`), file
for file, and reads the same dated rulebooks. Others use `rules.evaluate`, `rulebook.Library` and
`problems.MetrologyProblem`.
"""
