"""`make revision M="…"`: a numbered migration from the difference between the models and the newest revision."""

from __future__ import annotations

import re
import sys
import tempfile

from flask_migrate import revision, upgrade

from server.app import create_app
from server.extensions import MIGRATIONS
from server.operations.migrating import heads
from server.settings import read_settings
from tools.steps import ROOT


def next_number() -> str:
    """The number after the newest migration's."""
    numbers = [int(found[0]) for path in (ROOT / "migrations" / "versions").glob("*.py")
               if (found := re.match(r"\d{4}", path.name))]
    return f"{max(numbers, default=0) + 1:04}"


def main(message: str) -> None:
    if not message.strip():
        sys.exit('usage: make revision M="what changed"')
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"HENGJIAN_DATABASE_URL": f"sqlite:///{folder}/models.sqlite3",
                                        "HENGJIAN_DATA_DIR": folder}))
        with app.app_context():
            if heads():
                upgrade(directory=MIGRATIONS)
            revision(directory=MIGRATIONS, message=message, autogenerate=True, rev_id=next_number())


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
