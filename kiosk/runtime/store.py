"""Which screens look at which topics: the visible refresh at once, the hidden when they are shown."""

from collections.abc import Callable, Iterable

Refresh = Callable[[], object]


class Subscription:
    """One screen's interest in topics. It starts hidden and dirty: the first show() refreshes it."""

    def __init__(self, store: "Store", topics: frozenset[str], refresh: Refresh) -> None:
        self._store = store
        self._topics = topics
        self._refresh = refresh
        self._visible = False
        self._dirty = True

    @property
    def dirty(self) -> bool:
        """Whether something changed since the last refresh."""
        return self._dirty

    def show(self) -> None:
        """The screen is seen: refresh it where something changed meanwhile."""
        self._visible = True
        self._refresh_if_due()

    def hide(self) -> None:
        """The screen is no longer seen: changes only mark it dirty."""
        self._visible = False

    def spoil(self) -> None:
        """What the screen shows is no longer it: the next show() refreshes."""
        self._dirty = True

    def close(self) -> None:
        """The screen is gone."""
        self._store.forget(self)

    def changed(self, topics: frozenset[str] | None) -> None:
        """`topics` changed (None: anything may have)."""
        if topics is None or topics & self._topics:
            self._dirty = True
            self._refresh_if_due()

    def _refresh_if_due(self) -> None:
        if self._visible and self._dirty:
            self._dirty = False  # first: a change that comes during the refresh marks it again
            self._refresh()


class Store:
    """Carries topics from commands and the change feed to the screens; on the screens' thread."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []

    def subscribe(self, topics: Iterable[str], refresh: Refresh) -> Subscription:
        """Call `refresh` when one of `topics` changes while the subscription is shown."""
        subscription = Subscription(self, frozenset(topics), refresh)
        self._subscriptions.append(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """No longer call it."""
        self._subscriptions.remove(subscription)

    def apply(self, topics: Iterable[str] | None) -> None:
        """`topics` changed; None: anything may have, refresh all."""
        changed = None if topics is None else frozenset(topics)
        for subscription in tuple(self._subscriptions):
            subscription.changed(changed)
