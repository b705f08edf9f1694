"""The demo city: invented venues, instruments, people and visits at real proportions, marked 样例 or 演示.

Promises: the same seed, size and day give the same city; a database that holds any other account is left alone.
"""
