"""The tables as SQLAlchemy sees them, one module a topic; importing this package makes Base know them all."""

from core.db.rows import books, calibration, flows, lots, plant, quality, runs, signatures, stock
from core.db.rows.base import Base

__all__ = [
    "Base",
    "books",
    "calibration",
    "flows",
    "lots",
    "plant",
    "quality",
    "runs",
    "signatures",
    "stock",
]
