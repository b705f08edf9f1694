"""The visit: inspection, checks, confirmation, supplements, delivery (现场检查).

Promises: signing seals the facts, and nothing sealed is ever changed; two officers are proved, not typed; every
measurement is judged here again and both verdicts are kept; what is returned is answered by supplements or by a new
visit that supersedes the old one, which stays readable.
"""
