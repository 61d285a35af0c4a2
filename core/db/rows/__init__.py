"""The tables as SQLAlchemy sees them, one module a topic; importing this package makes Base know them all."""

from core.db.rows import books, flows, lots, plant, quality, runs, signatures, stock
from core.db.rows.base import Base

__all__ = ["Base", "books", "flows", "lots", "plant", "quality", "runs", "signatures", "stock"]
