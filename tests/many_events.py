"""An audit with more events than any test books: written by one statement, past every guard, chained and sealed."""

import psycopg

KIOSKS = ("EXEC", "K1", "K2")

# Every event differs from the one before in text, length and what is left out; letters of two and four bytes too.
_WRITE = """
    DO $do$
    DECLARE
      kiosk record;
      event app.audit_event;
      last bytea;
    BEGIN
      FOR kiosk IN SELECT id, site_id FROM app.kiosk WHERE code = ANY ('{kiosks}') ORDER BY id LOOP
        last := '';
        FOR n IN 1..{each} LOOP
          event := (nextval('app.audit_event_id_seq'), '2026-01-01 06:00Z'::timestamptz + n * interval '1.000007 s',
            '2026-01-01 06:00Z'::timestamptz + n * interval '1 s', 4, 'OPERATOR', kiosk.id, kiosk.site_id,
            gen_random_uuid(), (ARRAY['register_lot', 'inspect_lot', 'move_stock', 'hold_lot'])[1 + n % 4], 'lot',
            gen_random_uuid(), CASE WHEN n % 3 > 0 THEN jsonb_build_object('status', 'QUARANTINE', 'version', n) END,
            jsonb_build_object('code', 'RAW-20260101-DUNA-' || n, 'weight_kg', n || '.250', 'notes',
                               repeat('Hőmérő 🥙 ', n % 5), 'parents', jsonb_build_array(n, n + 1)),
            CASE WHEN n % 7 = 0 THEN jsonb_build_object('badge', 'B-MANAGER', 'meaning', '') END,
            n, '')::app.audit_event;
          event.hash := sec.link(last, event);
          last := event.hash;
          INSERT INTO app.audit_event OVERRIDING SYSTEM VALUE SELECT event.*;
          IF n % {sealed} = 0 THEN
            INSERT INTO sec.audit_head VALUES (kiosk.id, n, last)
              ON CONFLICT (kiosk_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;
            PERFORM sec.seal(kiosk.site_id, NULL, NULL);
          END IF;
        END LOOP;
      END LOOP;
    END $do$
"""


def written(connection: "psycopg.Connection[object]", events: int, seals: int = 300) -> int:
    """About so many events at three kiosks, with so many seals meanwhile; how many there are."""
    sealed = events // seals
    each = events // len(KIOSKS) // sealed * sealed
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        names = "{" + ",".join(KIOSKS) + "}"
        connection.execute(_WRITE.format(kiosks=names, each=each, sealed=sealed).encode())
    connection.execute("ANALYZE app.audit_event")
    return each * len(KIOSKS)


def rewrite(connection: "psycopg.Connection[object]", kiosk: str, seq: int) -> None:
    """What the owner could do with every trigger asleep: edit an event, hash all after it anew, and its end, and
    make all seals of the site anew with it, at the times they were made."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(_REWRITE.format(kiosk=kiosk, seq=seq).encode())


_REWRITE = """
    DO $do$
    DECLARE
      mine bigint := (SELECT id FROM app.kiosk WHERE code = '{kiosk}');
      event app.audit_event;
      seal app.audit_seal;
      last bytea;
      before bytea;
    BEGIN
      UPDATE app.audit_event SET role = 'ADMIN' WHERE kiosk_id = mine AND seq = {seq};
      last := coalesce((SELECT hash FROM app.audit_event WHERE kiosk_id = mine AND seq = {seq} - 1), '');
      FOR event IN SELECT * FROM app.audit_event WHERE kiosk_id = mine AND seq >= {seq} ORDER BY seq LOOP
        last := sec.link(last, event);
        UPDATE app.audit_event SET hash = last WHERE id = event.id;
      END LOOP;
      UPDATE sec.audit_head SET hash = last WHERE kiosk_id = mine;
      FOR seal IN SELECT * FROM app.audit_seal ORDER BY number LOOP
        seal.heads := (SELECT jsonb_agg(jsonb_build_object('kiosk_id', h.kiosk_id, 'seq', h.seq, 'hash',
                         encode(e.hash, 'hex')) ORDER BY h.kiosk_id)
                         FROM jsonb_to_recordset(seal.heads) h(kiosk_id bigint, seq bigint)
                         JOIN app.audit_event e ON e.kiosk_id = h.kiosk_id AND e.seq = h.seq);
        seal.root := sec.merkle_root((
          SELECT array_agg(sec.encode(ARRAY[h.kiosk_id::text, h.seq::text, h.hash]) ORDER BY h.kiosk_id)
            FROM jsonb_to_recordset(seal.heads) h(kiosk_id bigint, seq bigint, hash text)));
        seal.previous := before;
        seal.hash := sec.hash_of(seal);
        before := seal.hash;
        UPDATE app.audit_seal SET heads = seal.heads, root = seal.root, previous = seal.previous, hash = seal.hash
         WHERE site_id = seal.site_id AND number = seal.number;
      END LOOP;
    END $do$
"""
