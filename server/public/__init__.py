"""What anybody may see without signing in: the landing page, the page of a label, the pages of problems.

Promises: no people, no telephones, no officers; a serial number by its last four characters, a seal by its last three;
no result of a check before it was approved and published; blank, void and absent codes look the same.
"""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Whoever asks for a page is answered by a page, also when something is wrong."""
    from server.public.pages import problem_page

    app.extensions["html_problem"] = problem_page
