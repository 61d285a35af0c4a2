"""What a lot's label tells, for printers and previews; the answer is a LotLabelData."""

from dataclasses import dataclass

from core.domain.queries.base import Query, query


@query("label")
@dataclass(frozen=True, slots=True, kw_only=True)
class LabelQuery(Query):
    """The label of one lot as it would print now."""

    lot: str
