"""Mutation testing of the measuring rules: each small change of their code must be noticed by a test, on both sides."""
