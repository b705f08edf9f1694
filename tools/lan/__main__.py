"""`make run-lan`: certificate, fresh demo, the page that offers the certificate, then the server over HTTPS.

Addresses given as arguments take the place of those that are found.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from types import FrameType

import qrcode

from server.settings import read_settings
from tools.lan.addresses import lan_addresses
from tools.lan.authority import Pair, authority, fingerprint, server_certificate
from tools.lan.door import open_door
from tools.start import SERVER, is_busy, prepare_database
from tools.steps import ROOT

FOLDER = ROOT / "var" / "lan"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - reaching phones on this network is the purpose
SECURE_PORT, PAGE_PORT = 8443, 8080


def settings_for(address: str) -> dict[str, str]:
    """The environment of a demo that phones reach: its own data, secure cookies, labels that lead here."""
    return {"HENGJIAN_DEMO": "1", "HENGJIAN_DATA_DIR": str(FOLDER / "demo"), "HENGJIAN_SECURE_COOKIES": "1",
            "HENGJIAN_HOST": EVERYWHERE, "HENGJIAN_PORT": str(SECURE_PORT),
            "HENGJIAN_LABEL_ORIGIN": f"https://{address}:{SECURE_PORT}"}


def show(title: str, address: str) -> None:
    """An address, and the same as a QR code to scan from the screen."""
    print(f"\n{title}\n  {address}")
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.print_ascii(invert=True)


def serve(pair: Pair) -> int:
    """Run the server over TLS until it ends or we are told to stop; the signal goes on to it."""
    tls = (f"--gunicorn-option=--certfile={pair.certificate_file}", f"--gunicorn-option=--keyfile={pair.key_file}")
    with subprocess.Popen([*SERVER, "serve", *tls], cwd=ROOT) as child:

        def forward(number: int, frame: FrameType | None) -> None:
            child.send_signal(number)

        signal.signal(signal.SIGTERM, forward)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the server itself
        return child.wait()


def main(named: Sequence[str]) -> None:
    if os.environ.get("HENGJIAN_DATABASE_URL"):
        sys.exit("局域网演示只用演示数据，请先取消 HENGJIAN_DATABASE_URL。\n"
                 "make run-lan is the demo; unset HENGJIAN_DATABASE_URL first.")
    found = list(named) or lan_addresses()
    if not found:
        sys.exit("未找到局域网地址，请先连接无线网络。 / No address on a local network; connect to one first.")
    busy = [str(port) for port in (SECURE_PORT, PAGE_PORT) if is_busy(EVERYWHERE, port)]
    if busy:
        sys.exit(f"端口已被占用 / port taken: {', '.join(busy)}")
    now = datetime.now(UTC)
    issuer, server = authority(FOLDER, now), server_certificate(FOLDER, found, now)
    os.environ.update(settings_for(found[0]))
    prepare_database(read_settings(), "--fresh-passwords")
    address = f"https://{found[0]}:{SECURE_PORT}/"
    open_door(EVERYWHERE, PAGE_PORT, issuer.certificate, address)
    show("1. 手机先装证书 / first, install the certificate on the phone", f"http://{found[0]}:{PAGE_PORT}/")
    print(f"  SHA-256 {fingerprint(issuer.certificate)}")
    show("2. 再打开衡鉴 / then open Hengjian", address)
    if len(found) > 1:
        print("  其他地址 / also: " + ", ".join(f"https://{one}:{SECURE_PORT}/" for one in found[1:]))
    sys.stdout.flush()
    sys.exit(serve(server))


if __name__ == "__main__":
    main(sys.argv[1:])
