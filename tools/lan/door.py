"""A small plain-HTTP page that offers the authority's certificate, says how to install it, and offers nothing else."""

from __future__ import annotations

import html
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tools.lan.authority import fingerprint

PAGE = Path(__file__).with_name("page.html")
CERTIFICATE = "/hengjian-demo-authority.crt"


def contents(certificate: x509.Certificate, address: str) -> dict[str, tuple[str, bytes]]:
    """Everything the door answers: address → media type and bytes."""
    page = Template(PAGE.read_text(encoding="utf-8")).substitute(
        address=html.escape(address), fingerprint=fingerprint(certificate))
    return {"/": ("text/html; charset=utf-8", page.encode()),
            CERTIFICATE: ("application/x-x509-ca-cert", certificate.public_bytes(Encoding.DER))}


def open_door(host: str, port: int, certificate: x509.Certificate, address: str) -> ThreadingHTTPServer:
    """Serve the page in the background until the process ends."""
    answers = contents(certificate, address)

    class Door(BaseHTTPRequestHandler):
        timeout = 10
        server_version, sys_version = "Hengjian", ""

        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("text/plain; charset=utf-8", b"not here\n"))
            self.send_response(200 if self.path in answers else 404)
            for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))),
                                ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return None

    server = ThreadingHTTPServer((host, port), Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
