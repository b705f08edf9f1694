"""Extension objects, created here and bound in app.py: the database and the API document."""

from __future__ import annotations

from pathlib import Path

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from server.kernel.model import Base

MIGRATIONS = str(Path(__file__).parents[1] / "migrations")

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
