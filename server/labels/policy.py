"""Pure decisions of labels: which hosts may stand on a real label, where a label leads."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

LOCAL_SUFFIXES = (".localhost", ".local", ".lan", ".internal", ".home.arpa", ".test", ".invalid")


def host_of(origin: str) -> str:
    """The host people compare in their browser: lower case, with a port when it is not the usual one."""
    return urlsplit(origin).netloc.lower()


def is_private_host(origin: str) -> bool:
    """Whether an origin leads to this machine or a private network: nothing real is printed for it."""
    name = (urlsplit(origin).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return name == "localhost" or "." not in name or name.endswith(LOCAL_SUFFIXES)


def address(origin: str, code: str) -> str:
    """What the symbol holds for an unsigned label: scheme and host in lower case, code in capitals."""
    return f"{origin.lower()}/{code}"
