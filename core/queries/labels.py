"""What a lot's label tells."""

from core.db.facts.labels import label_data, lot_row
from core.domain.labels import LotLabelData
from core.domain.queries.labels import LabelQuery
from core.queries.base import Reader, answers


@answers(LabelQuery)
def label(reader: Reader, query: LabelQuery) -> LotLabelData:
    """The label as it would print now; refuses `not_found`."""
    return label_data(reader.session, lot_row(reader.session, reader.station.site_id, query.lot))
