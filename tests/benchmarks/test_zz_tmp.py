import time

from core.db.connection import connect
from tests.by_hand import speaking_as


def test_cost(plant, database, figure):
    with connect(database.kiosk_app, autocommit=True) as c, speaking_as(c, "B-OPERATOR"):
        for fn in ("app.my_site()", "app.can('see')", "1"):
            for _ in range(2):
                t = time.perf_counter()
                c.execute(f"SELECT count({fn}) FROM generate_series(1,2000) g".encode())
                d = time.perf_counter() - t
            figure(f"{fn} {d / 2000 * 1e6:.1f} us")
        for fn in ("(SELECT app.my_site())", "ARRAY(SELECT app.my_people())"):
            for _ in range(3):
                t = time.perf_counter()
                for _ in range(200):
                    c.execute(f"SELECT {fn}".encode())
                d = time.perf_counter() - t
            figure(f"stmt {fn} {d / 200 * 1e6:.1f} us")
        t = time.perf_counter()
        for _ in range(200):
            c.execute(b"SELECT 1")
        figure(f"stmt 1 {(time.perf_counter() - t) / 200 * 1e6:.1f} us")
