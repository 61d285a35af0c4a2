"""From a lot to its label: asks the plant for the print, then puts the picture into the queue."""

from core.domain import codec
from core.domain.commands.labels import PrintLabel
from core.domain.labels import LotLabelData
from core.domain.queries.labels import LabelQuery
from kiosk.runtime.delivery import Delivery, DeliveryKind
from kiosk.runtime.gateway import Gateway
from kiosk.runtime.printing import PrintJob, PrintQueue


class LabelDesk:
    """`queue` prints in its own time; its job tells whether the label came out."""

    def __init__(self, gateway: Gateway, queue: PrintQueue) -> None:
        self._gateway = gateway
        self._queue = queue

    async def print(
        self,
        lot: str,
        *,
        copies: int = 1,
        reason: str | None = None,
        reason_code: str | None = None,
    ) -> Delivery:
        """Ask for a label of the lot; raises Refused or Unavailable where its content is not known."""
        command = PrintLabel(lot=lot, copies=copies, reason=reason, reason_code=reason_code)
        delivery = await self._gateway.submit(command)
        if delivery.kind is DeliveryKind.DONE:
            asked = await self._gateway.ask(LabelQuery(lot=lot), LotLabelData)
            self._queue.request(
                asked.answer.code,
                codec.plain(asked.answer),
                copies=copies,
                label_id=str(delivery.key),
            )
        return delivery

    def jobs(self) -> tuple[PrintJob, ...]:
        """The labels asked for here, newest first."""
        return self._queue.jobs()
