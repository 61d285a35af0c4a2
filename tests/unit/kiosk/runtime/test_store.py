from kiosk.runtime.store import Store, Subscription


def counted(store: Store, *topics: str) -> tuple[Subscription, list[int]]:
    calls: list[int] = []
    return store.subscribe(topics, lambda: calls.append(1)), calls


def test_the_first_look_at_a_screen_refreshes_it() -> None:
    screen, calls = counted(Store(), "lots")
    assert calls == []
    screen.show()
    screen.show()
    assert len(calls) == 1


def test_a_visible_screen_refreshes_for_its_topics_only() -> None:
    store = Store()
    screen, calls = counted(store, "lots", "runs")
    screen.show()
    store.apply({"stock"})
    assert len(calls) == 1
    store.apply({"runs", "stock"})
    assert len(calls) == 2


def test_a_hidden_screen_turns_dirty_and_refreshes_once_when_shown() -> None:
    store = Store()
    screen, calls = counted(store, "lots")
    screen.show()
    screen.hide()
    store.apply({"lots"})
    store.apply({"lots"})
    assert (len(calls), screen.dirty) == (1, True)
    screen.show()
    assert (len(calls), screen.dirty) == (2, False)


def test_without_topics_everything_refreshes() -> None:
    store = Store()
    shown, calls = counted(store, "lots")
    hidden, _ = counted(store, "runs")
    shown.show()
    store.apply(None)
    assert (len(calls), hidden.dirty) == (2, True)


def test_a_closed_screen_is_left_alone() -> None:
    store = Store()
    screen, calls = counted(store, "lots")
    screen.show()
    screen.close()
    store.apply(None)
    assert len(calls) == 1


def test_a_change_during_the_refresh_is_not_lost() -> None:
    store = Store()
    calls: list[int] = []

    def refresh() -> None:
        calls.append(1)
        if len(calls) < 3:
            store.apply({"lots"})

    store.subscribe({"lots"}, refresh).show()
    assert len(calls) == 3
