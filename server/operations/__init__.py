"""Running the system: serving, migrating, backup, proof that nothing is missing. Owns no table of the domain."""
