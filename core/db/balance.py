"""Kilograms in against kilograms out, of a set of lots."""

from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.domain.queries.runs import Balance

_BALANCE = text("""
    WITH picked AS (SELECT id, status, registered_kg, remaining_kg FROM app.lot WHERE run_id = :run AND NOT void),
    flow AS (
      SELECT k.child_id, sum(k.kg) AS kg, sum(k.kg) FILTER (WHERE o.id IS NULL) AS outside_kg
        FROM app.lot_link k JOIN picked c ON c.id = k.child_id LEFT JOIN picked o ON o.id = k.parent_id
       GROUP BY k.child_id)
    SELECT coalesce(sum(p.registered_kg) FILTER (WHERE f.child_id IS NULL), 0),
           coalesce(sum(f.outside_kg), 0),
           coalesce(sum(p.remaining_kg) FILTER (WHERE p.status = 'FINISHED'), 0),
           coalesce(sum(p.remaining_kg) FILTER (WHERE p.status NOT IN ('FINISHED', 'REJECTED')), 0),
           coalesce(sum(p.remaining_kg) FILTER (WHERE p.status = 'REJECTED'), 0),
           coalesce(sum(f.kg - p.registered_kg) FILTER (WHERE f.child_id IS NOT NULL), 0),
           coalesce((SELECT sum(k.kg) FROM app.lot_link k JOIN picked o ON o.id = k.parent_id
                      WHERE NOT EXISTS (SELECT FROM picked c WHERE c.id = k.child_id)), 0)
      FROM picked p LEFT JOIN flow f ON f.child_id = p.id
""")
_WORK = text("""
    SELECT l.type, count(*), sum(l.registered_kg),
           coalesce(sum((SELECT sum(k.kg) FROM app.lot_link k JOIN app.lot o ON o.id = k.parent_id
                          WHERE k.child_id = l.id AND o.run_id IS NOT NULL)), 0)
      FROM app.lot l WHERE l.run_id = :run AND l.step = :step AND NOT l.void AND l.status <> 'REJECTED' GROUP BY l.type
""")


def run_balance(session: Session, run_id: int) -> Balance:
    """The balance over a run's lots; what other runs took of them counts as still in stock of this one."""
    received, added, shipped, in_stock, rejected, loss, passed_on = session.execute(
        _BALANCE, {"run": run_id}
    ).one()
    in_stock += passed_on
    zero = Decimal("0.000")
    return Balance(
        received_kg=received + zero,
        added_kg=added + zero,
        shipped_kg=shipped + zero,
        in_stock_kg=in_stock + zero,
        rejected_kg=rejected + zero,
        loss_kg=loss + zero,
        adjusted_kg=zero,
        difference_kg=received + added - shipped - in_stock - rejected - loss + zero,
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
