"""Hengjian server. Rooms in layer order are listed in docs/architecture.md; imports point one way."""

VERSION = "0.1.0"  # as in pyproject.toml; a backup says which version made it
