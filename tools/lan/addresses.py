"""The addresses by which phones on the same network can reach this machine: private IPv4 only."""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import socket
import struct
import sys

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
PRIVATE_NETWORKS = tuple(ipaddress.ip_network(text) for text in
                         ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
SIOCGIFADDR = 0x8915  # Linux: the address of an interface
# Reserved for documentation, so nothing is ever sent there: a connected UDP socket only tells which way it would go.
NOWHERE = ("192.0.2.1", 9)


def lan_addresses() -> list[str]:
    """Private addresses of this machine, the one of the default route first."""
    found = list(dict.fromkeys([*_of_default_route(), *_of_interfaces()]))
    return [text for text in found if is_local_network(text)]


def is_local_network(text: str) -> bool:
    address = ipaddress.ip_address(text)
    return any(address in network for network in PRIVATE_NETWORKS)


def _of_default_route() -> list[str]:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(NOWHERE)
        return [str(probe.getsockname()[0])]
    return []


def _of_interfaces() -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                found.append(socket.inet_ntoa(answer[20:24]))
    return found
