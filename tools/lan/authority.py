"""A certificate authority for one machine: it can vouch for private addresses and localhost, and for nothing else.

Keys never leave var/lan and are readable by their owner only. The authority is kept; the server's certificate is issued
again when addresses change or it nears its end.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tools.lan.addresses import LOOPBACK, PRIVATE_NETWORKS

# phones refuse a server's certificate that lives longer than 398 days
AUTHORITY_DAYS, LEAF_DAYS, RENEW_DAYS = 1825, 397, 30
BACKDATED = timedelta(hours=24)  # a phone whose clock is behind still accepts it
NAMES = ("localhost",)


@dataclass(frozen=True)
class Pair:
    """A certificate and the file of its private key."""

    certificate: x509.Certificate
    certificate_file: Path
    key_file: Path

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self.key_file.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{self.key_file} is not an elliptic curve key")
        return key


def authority(folder: Path, now: datetime) -> Pair:
    """The authority of this machine, made on the first call."""
    kept = _kept(folder, "authority")
    if kept and kept.certificate.not_valid_after_utc > now + timedelta(days=LEAF_DAYS):
        return kept
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Hengjian 衡鉴 演示"),
                      x509.NameAttribute(NameOID.COMMON_NAME, f"衡鉴演示本机证书 {now:%Y-%m-%d %H:%M}")])
    public = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = _begin(name, name, key, now, AUTHORITY_DAYS)
    for extension, critical in ((x509.BasicConstraints(ca=True, path_length=0), True), (_usage(signs=True), True),
                                (_only_private(), True), (public, False)):
        builder = builder.add_extension(extension, critical)
    return _keep(folder, "authority", builder.sign(key, hashes.SHA256()), key)


def server_certificate(folder: Path, addresses: Sequence[str], now: datetime) -> Pair:
    """A certificate for these addresses and localhost, issued again when they change."""
    issuer = authority(folder, now)
    kept = _kept(folder, "server")
    if kept and _serves(kept.certificate, issuer.certificate, addresses, now):
        return kept
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, addresses[0] if addresses else NAMES[0])])
    builder = _begin(name, issuer.certificate.subject, key, now, LEAF_DAYS)
    authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    for extension, critical in ((x509.BasicConstraints(ca=False, path_length=None), True), (_usage(signs=False), True),
                                (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
                                (_names(addresses), False), (authority_key, False)):
        builder = builder.add_extension(extension, critical)
    return _keep(folder, "server", builder.sign(issuer.key, hashes.SHA256()), key)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 as phones show it, to compare by eye."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _begin(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime,
           days: int) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - BACKDATED)
            .not_valid_after(now - BACKDATED + timedelta(days=days)))


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False,
                         key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                         decipher_only=False)


def _only_private() -> x509.NameConstraints:
    networks = [x509.IPAddress(network) for network in (*PRIVATE_NETWORKS, LOOPBACK)]
    return x509.NameConstraints([*networks, *(x509.DNSName(name) for name in NAMES)], excluded_subtrees=None)


def _names(addresses: Sequence[str]) -> x509.SubjectAlternativeName:
    numbers = [x509.IPAddress(ipaddress.ip_address(text)) for text in (*addresses, "127.0.0.1")]
    return x509.SubjectAlternativeName([*(x509.DNSName(name) for name in NAMES), *numbers])


def _serves(leaf: x509.Certificate, issuer: x509.Certificate, addresses: Sequence[str], now: datetime) -> bool:
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    named = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    fresh = leaf.not_valid_after_utc > now + timedelta(days=RENEW_DAYS)
    return fresh and leaf.issuer == issuer.subject and named == {*addresses, "127.0.0.1"}


def _kept(folder: Path, name: str) -> Pair | None:
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    if not (certificate.is_file() and key.is_file()):
        return None
    return Pair(x509.load_pem_x509_certificate(certificate.read_bytes()), certificate, key)


def _keep(folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    """The key first, private from its first byte; the certificate last, because its presence means: both are there."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    for path in paths:
        path.unlink(missing_ok=True)
    with open(os.open(paths[1], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption()))
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Pair(certificate, *paths)
