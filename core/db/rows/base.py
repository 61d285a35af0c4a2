"""The base of all rows and the column types they share."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, MetaData, Numeric, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import UserDefinedType

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

EXPLAINED = (
    r"(reason_id IS NOT NULL OR length(regexp_replace(coalesce(notes, ''), '\s', '', 'g')) >= 10)"
)
"""The CHECK that the row's notes, or an entry of the catalogue of reasons, say something."""


class Base(DeclarativeBase):
    """Every table stands in schema `app` unless it says otherwise."""

    metadata = MetaData(schema="app", naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy's own hook: it reads a plain class attribute
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        Decimal: Numeric(),
    }


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


ischema_names["xid8"] = Xid8  # reflection, which alembic compares with, knows no such type


Id = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Uid = Annotated[UUID, mapped_column(unique=True)]
Kg = Annotated[Decimal, mapped_column(Numeric(9, 3))]
Now = Annotated[datetime, mapped_column(server_default=func.clock_timestamp())]
MySite = Annotated[int, mapped_column(BigInteger, server_default=text("app.my_site()"))]
"""The site of the row's parent: where none is named, the one that the transaction speaks for."""
