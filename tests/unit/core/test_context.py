import time
from uuid import RFC_4122, UUID

from core.context import new_id


def test_an_id_is_a_uuid_of_version_7() -> None:
    ids = [new_id() for _ in range(200)]
    assert {(each.version, each.variant) for each in ids} == {(7, RFC_4122)}


def test_ids_never_repeat() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_an_id_begins_with_the_milliseconds_of_unix_time() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    assert before <= made.int >> 80 <= after


def test_later_ids_sort_behind_earlier_ones() -> None:
    early, late = UUID(int=new_id().int), new_id()
    while late.int >> 80 == early.int >> 80:
        late = new_id()
    assert str(late) > str(early)


def test_every_bit_that_is_free_is_random() -> None:
    ids = [new_id().int & ((1 << 80) - 1) for _ in range(500)]
    fixed = {bit for bit in range(80) if len({each >> bit & 1 for each in ids}) == 1}
    assert fixed == {76, 77, 78, 79, 62, 63}
