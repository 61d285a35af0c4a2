"""settings.md: every setting of a kiosk, and what its devices may be set to."""

import json
from decimal import Decimal

from core.domain import codec
from kiosk import settings
from kiosk.devices.catalogue import protocols
from kiosk.devices.protocol import COMMON_OPTIONS
from tools.reference.markdown import code, codes, page, table

_TYPES = {str: "text", bool: "true or false", int: "whole number", Decimal: "decimal"}


def options() -> str:
    """The settings file, option by option."""
    rows = [
        (
            code(option.name),
            code(settings.PREFIX + option.name.upper()),
            _TYPES[type(option.default)],
            code(json.dumps(codec.plain(option.default)).strip('"') or '""'),
            option.metadata["doc"],
        )
        for option in settings.simple()
    ]
    return page(
        "Settings",
        f"The options of `{settings.FILE}`. With `--data-dir` (or its variable) the file in that folder counts, else "
        "`/etc/nyars/kiosk.toml` (on Windows `%ProgramData%\\Nyars\\kiosk.toml`), else the one in the usual data "
        "folder; `--settings` names another one. A variable counts more than the file, an option of the command line "
        "more than both. `resources/kiosk.example.toml` is the same as a file to fill in.",
        table(("Option", "Variable", "Type", "Default", "Meaning"), rows),
        "## Devices",
        'A table for each role, such as `[devices."scale.main"]`, with `protocol` and `port`, and if need be: '
        f"{codes(sorted(COMMON_OPTIONS))}, and what the protocol takes beside them.",
        table(
            ("Protocol", "Device", "Role begins with", "Serial line", "Own options"),
            [
                (
                    code(each.name),
                    each.kind,
                    code(f"{each.kind.role}."),
                    f"{each.line.baud} {each.line.framing}",
                    codes(sorted(each.options)),
                )
                for each in protocols()
            ],
        ),
    )
