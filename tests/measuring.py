"""Measures of a view: what is too small for a gloved finger, what is cut, what would read markup."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk.views.theme import Theme
from kiosk.views.widgets.button import ACTION_MM, PRIMARY_MM


def shown(root: QWidget) -> Iterator[QWidget]:
    """The root and every widget in it that a person sees."""
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisible():
            yield widget


def name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()}"


def too_small(root: QWidget, theme: Theme) -> list[str]:
    """Everything that can be tapped and is smaller than a gloved finger needs."""
    small = []
    for widget in shown(root):
        if isinstance(widget, QAbstractButton):
            least = PRIMARY_MM if widget.property("role") == "primary" else ACTION_MM
            height = widget.height() / theme.px_per_mm
            width = widget.width() / theme.px_per_mm
            if height < least or width < ACTION_MM:
                small.append(f"{name(widget)}: {width:.1f} x {height:.1f} mm")
    return small


def cut(root: QWidget) -> list[str]:
    """Every text that does not fit where it stands."""
    return [name(widget) for widget in shown(root) if not _fits(widget)]


def unnamed(root: QWidget) -> list[str]:
    """Everything that can be tapped without an accessible name."""
    return [
        str(widget)
        for widget in shown(root)
        if isinstance(widget, QAbstractButton) and not widget.accessibleName()
    ]


def marked_up(root: QWidget) -> list[str]:
    """Every label that would read markup in a lot's note."""
    return [
        name(label)
        for label in root.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText
    ]


def _fits(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) <= widget.height()
        return widget.sizeHint().width() <= widget.width()
    texts_fit = getattr(widget, "texts_fit", None)
    return texts_fit is None or bool(texts_fit())
