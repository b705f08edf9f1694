"""The demo for phones: an authority that can vouch for little, and a door that offers its certificate alone."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from tools.lan import authority as issuing
from tools.lan.addresses import is_local_network
from tools.lan.door import CERTIFICATE, open_door

NOW = datetime.now(UTC)


def greet(folder: Path, pair: issuing.Pair, name: str) -> str:
    """One TLS handshake over loopback, as a phone that trusts the authority and expects `name`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pair.certificate_file, pair.key_file)
    trusting = ssl.create_default_context(cafile=str(folder / "authority.crt"))
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    with server.wrap_socket(connection, server_side=True) as secure:
                        secure.sendall(b"hello")
                except ssl.SSLError:
                    return  # the phone refused; it says so on its own side

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            with socket.create_connection(listening.getsockname()) as plain, \
                    trusting.wrap_socket(plain, server_hostname=name) as secure:
                return secure.recv(5).decode()
        finally:
            thread.join()


def test_a_phone_that_trusts_the_authority_reaches_the_server(tmp_path: Path) -> None:
    pair = issuing.server_certificate(tmp_path, ["192.168.1.7"], NOW)
    assert [greet(tmp_path, pair, name) for name in ("192.168.1.7", "127.0.0.1", "localhost")] == ["hello"] * 3


def test_the_certificate_does_not_serve_another_address(tmp_path: Path) -> None:
    pair = issuing.server_certificate(tmp_path, ["192.168.1.7"], NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        greet(tmp_path, pair, "192.168.1.8")


def test_the_authority_cannot_vouch_for_a_public_address(tmp_path: Path) -> None:
    pair = issuing.server_certificate(tmp_path, ["203.0.113.9"], NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        greet(tmp_path, pair, "203.0.113.9")


def test_certificates_are_kept_until_addresses_change_or_the_end_is_near(tmp_path: Path) -> None:
    first = issuing.server_certificate(tmp_path, ["192.168.1.7"], NOW)
    assert issuing.server_certificate(tmp_path, ["192.168.1.7"], NOW).certificate == first.certificate
    moved = issuing.server_certificate(tmp_path, ["192.168.1.8"], NOW)
    assert moved.certificate != first.certificate
    later = NOW + timedelta(days=issuing.LEAF_DAYS - issuing.RENEW_DAYS)
    assert issuing.server_certificate(tmp_path, ["192.168.1.8"], later).certificate != moved.certificate
    assert issuing.authority(tmp_path, later).certificate.subject == first.certificate.issuer


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    issuing.server_certificate(tmp_path / "lan", ["192.168.1.7"], NOW)
    for name in ("authority.key", "server.key"):
        assert stat.S_IMODE((tmp_path / "lan" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "lan").stat().st_mode) == 0o700


def test_the_door_offers_the_certificate_and_nothing_else(tmp_path: Path) -> None:
    issuer = issuing.authority(tmp_path, NOW)
    with open_door("127.0.0.1", 0, issuer.certificate, "https://192.168.1.7:8443/") as door:
        base = f"http://127.0.0.1:{door.server_address[1]}"
        page = urllib.request.urlopen(base + "/").read().decode()
        offered = urllib.request.urlopen(base + CERTIFICATE)
        for path in ("/authority.key", "/server.key", "/../authority.key", "/?x=1", "/var"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(base + path)
        door.shutdown()
    assert issuing.fingerprint(issuer.certificate) in page
    assert "https://192.168.1.7:8443/" in page
    assert offered.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(offered.read()) == issuer.certificate


@pytest.mark.parametrize(("address", "local"), [("192.168.1.7", True), ("10.0.0.1", True), ("100.64.3.2", True),
                                                ("127.0.0.1", False), ("8.8.8.8", False), ("169.254.1.1", False)])
def test_only_private_addresses_count(address: str, local: bool) -> None:
    assert is_local_network(address) is local
