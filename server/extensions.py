"""Extension objects, created here and bound in app.py: the database and the API document."""

from __future__ import annotations

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from server.kernel.model import Base

db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
