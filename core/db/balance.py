"""Kilograms in against kilograms out, of a set of lots."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.domain.queries.runs import Balance

_SUMS = """
    WITH picked AS (
      SELECT id, status, registered_kg, remaining_kg, adjusted_kg FROM app.lot WHERE {which} AND NOT void),
    flow AS (
      SELECT k.child_id, sum(k.kg) AS kg, sum(k.kg) FILTER (WHERE o.id IS NULL) AS outside_kg
        FROM app.lot_link k JOIN picked c ON c.id = k.child_id LEFT JOIN picked o ON o.id = k.parent_id
       GROUP BY k.child_id)
    SELECT coalesce(sum(p.registered_kg) FILTER (WHERE f.child_id IS NULL), 0.000),
           coalesce(sum(f.outside_kg), 0.000),
           coalesce(sum(p.remaining_kg) FILTER (WHERE p.status = 'FINISHED'), 0.000),
           coalesce(sum(p.remaining_kg) FILTER (WHERE p.status NOT IN ('FINISHED', 'REJECTED')), 0.000),
           coalesce(sum(p.remaining_kg) FILTER (WHERE p.status = 'REJECTED'), 0.000),
           coalesce(sum(f.kg - p.registered_kg) FILTER (WHERE f.child_id IS NOT NULL), 0.000),
           coalesce(-sum(p.adjusted_kg), 0.000)
      FROM picked p LEFT JOIN flow f ON f.child_id = p.id
"""
_OF_LOTS = text(_SUMS.format(which="id = ANY(:lots)"))
_OF_RUN = text(_SUMS.format(which="run_id = :run"))
_PASSED_ON = text("""
    SELECT coalesce(sum(k.kg), 0.000)
      FROM app.lot o JOIN app.lot_link k ON k.parent_id = o.id JOIN app.lot c ON c.id = k.child_id
     WHERE o.run_id = :run AND NOT o.void AND NOT c.void AND c.run_id IS DISTINCT FROM o.run_id
""")
_WORK = text("""
    SELECT l.type, count(*), sum(l.registered_kg),
           coalesce(sum((SELECT sum(k.kg) FROM app.lot_link k JOIN app.lot o ON o.id = k.parent_id
                          WHERE k.child_id = l.id AND o.run_id IS NOT NULL)), 0)
      FROM app.lot l WHERE l.run_id = :run AND l.step = :step AND NOT l.void AND l.status <> 'REJECTED' GROUP BY l.type
""")


def lots_balance(session: Session, lots: Sequence[int]) -> Balance:
    """The balance over a set that holds everything made of its lots; void ones do not count."""
    return _balance(*session.execute(_OF_LOTS, {"lots": list(lots)}).one())


def run_balance(session: Session, run_id: int) -> Balance:
    """The balance over a run's lots; what other runs took of them counts as still in stock of this one.

    A leftover is not lost to the run that left it, and the other run's balance has it as added.
    """
    received, added, shipped, in_stock, *rest = session.execute(_OF_RUN, {"run": run_id}).one()
    passed_on: Decimal = session.execute(_PASSED_ON, {"run": run_id}).scalar_one()
    return _balance(received, added, shipped, in_stock + passed_on, *rest)


def _balance(
    received: Decimal,
    added: Decimal,
    shipped: Decimal,
    in_stock: Decimal,
    rejected: Decimal,
    shrunk: Decimal,
    adjusted: Decimal,
) -> Balance:
    """`shrunk`: what went into lots and did not come out; with what was adjusted away it is the loss."""
    loss = shrunk + adjusted
    return Balance(
        received_kg=received,
        added_kg=added,
        shipped_kg=shipped,
        in_stock_kg=in_stock,
        rejected_kg=rejected,
        loss_kg=loss,
        adjusted_kg=adjusted,
        difference_kg=received + added - shipped - in_stock - rejected - loss,
    )


def step_work(
    session: Session, run_id: int, step: int
) -> tuple[dict[str, tuple[int, Decimal]], Decimal]:
    """Count and kilograms made by lot type at a step, and the kilograms that went in (stock types left out)."""
    made: dict[str, tuple[int, Decimal]] = {}
    taken = Decimal("0.000")
    for kind, count, kg, input_kg in session.execute(_WORK, {"run": run_id, "step": step}):
        made[kind] = (count, kg)
        taken += input_kg
    return made, taken
