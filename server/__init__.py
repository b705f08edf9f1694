"""Hengjian server. Rooms in layer order are listed in docs/architecture.md; imports point one way."""
