import pytest
from psycopg.conninfo import conninfo_to_dict

from core.db.connection import DEADLINE, DatabaseUrlError, address


def test_a_call_waits_five_seconds() -> None:
    assert DEADLINE == 5


def test_every_connection_gives_up_on_a_silent_line_by_itself() -> None:
    parts = conninfo_to_dict(address("postgresql://kiosk_app@/nyars"))
    assert parts["connect_timeout"] == "3"
    assert parts["keepalives"] == "1"
    assert parts["tcp_user_timeout"] == "5000"


def test_what_the_url_says_itself_stays() -> None:
    assert conninfo_to_dict(address("host=/run connect_timeout=9"))["connect_timeout"] == "9"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql://kiosk_app@/nyars?host=/var/run/postgresql",
        "postgresql://kiosk_app@localhost/nyars",
        "postgresql://kiosk_app@127.0.0.5:6432/nyars",
        "postgresql://kiosk_app@[::1]/nyars",
        "postgresql://kiosk_app@db.plant/nyars?sslmode=verify-full",
        "host=db.plant hostaddr=10.0.0.5 sslmode=verify-full",
    ],
)
def test_this_machine_and_a_proven_server_are_let_through(url: str) -> None:
    assert address(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgresql://kiosk_app@db.plant/nyars", "db.plant"),
        ("postgresql://kiosk_app@db.plant/nyars?sslmode=require", "db.plant"),
        ("postgresql://kiosk_app@db.plant/nyars?sslmode=verify-ca", "db.plant"),
        ("postgresql://kiosk_app@127.0.0.1,10.0.0.6/nyars", "10.0.0.6"),
        ("host=localhost hostaddr=10.0.0.5", "10.0.0.5"),
    ],
)
def test_off_this_machine_a_plain_connection_is_refused_with_a_sentence(
    url: str, host: str
) -> None:
    with pytest.raises(DatabaseUrlError, match="sslmode=verify-full") as refusal:
        address(url)
    assert (refusal.value.code, refusal.value.host) == ("not_encrypted", host)


def test_a_url_nobody_can_read_is_refused_with_a_sentence() -> None:
    with pytest.raises(DatabaseUrlError, match="cannot be read") as refusal:
        address("postgresql://[broken")
    assert refusal.value.code == "malformed"


def test_of_several_hosts_the_one_that_takes_writes_is_meant() -> None:
    several = "postgresql://kiosk_app@a,b/nyars?sslmode=verify-full"
    assert conninfo_to_dict(address(several))["target_session_attrs"] == "read-write"
    chosen = f"{several}&target_session_attrs=primary"
    assert conninfo_to_dict(address(chosen))["target_session_attrs"] == "primary"
    assert "target_session_attrs" not in conninfo_to_dict(address("host=localhost"))
