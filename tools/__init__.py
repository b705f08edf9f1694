"""The programs behind the Makefile. What runs before packages are installed uses the standard library only."""
