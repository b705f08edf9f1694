"""X-HTTP-Method-Override of tus 1.0: behind a proxy that lets only GET and POST through, an upload still works."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACE = "/api/v1/files/"
METHODS = frozenset({"PATCH", "DELETE", "HEAD"})


class MethodOverride:
    """A POST to one upload acts as the method it names; every other address ignores the header."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        named = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").upper()
        if named in METHODS and environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith(PLACE):
            environ["REQUEST_METHOD"] = named
        return self.app(environ, start_response)
