"""The style sheet of the application, written from the tokens: grounds and borders of every role."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.views.tokens import Tokens


@dataclass(frozen=True, slots=True)
class RoleLook:
    """Ground, ink and border of a button role, each as the name of a token."""

    fill: str
    ink: str
    border: str
    width: int
    pressed_fill: str
    pressed_ink: str


ROLES: dict[str, RoleLook] = {
    "normal": RoleLook("surface", "text", "line", 2, "sunk", "text"),
    "primary": RoleLook("primary", "on_primary", "pressed", 2, "pressed", "on_primary"),
    "danger": RoleLook("surface", "text", "alarm", 3, "sunk", "text"),
    "alarm": RoleLook("alarm", "on_alarm", "alarm", 2, "alarm", "on_alarm"),
}
DISABLED = RoleLook("sunk", "muted", "line", 2, "sunk", "muted")
RADIUS = 8


def stylesheet(tokens: Tokens, px: Callable[[float], int]) -> str:
    """QSS of every role and ground; `px` turns design pixels into screen pixels."""
    rules = [_rule("QLabel", color=tokens.text)]
    rules += _grounds(tokens, px)
    for role, look in ROLES.items():
        button = f'QPushButton[role="{role}"]'
        rules.append(_box(button, tokens, px, look.fill, look.border, look.width))
        rules.append(
            _box(f"{button}:pressed", tokens, px, look.pressed_fill, look.border, look.width)
        )
        chosen = ROLES["primary"]
        rules.append(
            _box(f"{button}:checked", tokens, px, chosen.fill, chosen.border, chosen.width)
        )
        rules.append(
            _box(f"{button}:disabled", tokens, px, DISABLED.fill, DISABLED.border, 2, "dashed")
        )
    return "\n".join(rules)


def _grounds(tokens: Tokens, px: Callable[[float], int]) -> list[str]:
    line, hair = tokens.line, tokens.hairline
    bar = f"{px(2)}px solid {line}"
    return [
        _rule('QWidget[ground="canvas"]', background=tokens.canvas),
        _rule('QWidget[ground="surface"]', background=tokens.surface),
        _rule('QWidget[ground="header"]', background=tokens.surface, border_bottom=bar),
        _rule('QWidget[ground="status"]', background=tokens.surface, border_top=bar),
        _rule('QWidget[ground="hairline"]', background=hair),
        _box('QFrame[ground="panel"]', tokens, px, "surface", "hairline", 1),
        _box('QFrame[ground="chip"]', tokens, px, "surface", "surface", 0),
        _box('QFrame[ground="chosen"]', tokens, px, "primary", "primary", 0),
        _box('QFrame[ground="framed"]', tokens, px, "surface", "line", 2),
        _box('QFrame[ground="refusal"]', tokens, px, "surface", "text", 4),
        _box('QFrame[ground="sheet"]', tokens, px, "surface", "line", 2),
        _box('QFrame[ground="field"]', tokens, px, "field", "primary", 3),
        _rule('QPlainTextEdit[ground="input"]', background=tokens.field, color=tokens.text),
        _box('QFrame[ground="digit"]', tokens, px, "field", "line", 2),
        _box('QFrame[ground="alarm"]', tokens, px, "alarm", "alarm", 0),
        _box('QFrame[ground="offline"]', tokens, px, "offline", "offline", 0),
        _rule('QLabel[ink="muted"]', color=tokens.muted),
        _rule('QLabel[ink="on_alarm"]', color=tokens.on_alarm),
        _rule('QLabel[ink="on_offline"]', color=tokens.on_offline),
        _rule('QLabel[ink="on_primary"]', color=tokens.on_primary),
    ]


def _box(
    selector: str,
    tokens: Tokens,
    px: Callable[[float], int],
    fill: str,
    border: str,
    width: int,
    stroke: str = "solid",
) -> str:
    edge = f"{max(1, px(width))}px {stroke} {getattr(tokens, border)}" if width else "none"
    return _rule(
        selector,
        background=getattr(tokens, fill),
        border=edge,
        border_radius=f"{px(RADIUS)}px",
    )


def _rule(selector: str, **properties: str) -> str:
    body = " ".join(f"{name.replace('_', '-')}: {value};" for name, value in properties.items())
    return f"{selector} {{ {body} }}"
