"""GS1 Digital Link: a web address in which application identifiers and their values are spelt out.

GS1 Digital Link Standard, URI Syntax: one primary key in the path, its qualifiers behind it in their
order, everything else in the query. Compressed links, a standard of their own, are none here.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

Pairs = Sequence[tuple[str, str]]
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]+)?/")
_PRIMARY: Mapping[str, tuple[str, ...]] = {
    "00": (),
    "01": ("22", "10", "21", "235"),
    "253": (),
    "255": (),
    "401": (),
    "402": (),
    "414": ("254", "7040"),
    "415": ("8020",),
    "417": ("7040",),
    "8003": (),
    "8004": ("7040",),
    "8006": ("22", "10", "21"),
    "8010": ("8011",),
    "8013": (),
    "8017": ("8019",),
    "8018": ("8019",),
}
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,13}")


def is_address(text: str) -> bool:
    """Whether this is an address of the web, whatever it leads to."""
    return _SCHEME.match(text) is not None


def may_be_address(text: str) -> bool:
    """Whether this may be one without the https:// in front, as some labels save it."""
    return _HOST.match(text) is not None


def link_pairs(text: str) -> Pairs:
    """Identifiers and values of an address, in its order; empty where it spells none out.

    Values are as written: they may be anything, but for a short GTIN, which is stretched to 14.
    """
    try:
        address = urlsplit(text if is_address(text) else f"https://{text}")
    except ValueError:  # such as a bracket that opens no IPv6 address
        return ()
    path = address.path.split("/")
    for place, key in enumerate(path):
        if key in _PRIMARY and (pairs := _of_path(path[place:])):
            return (*pairs, *_of_query(address.query))
    return ()


def _of_path(parts: Sequence[str]) -> Pairs:
    names, values = parts[::2], [unquote(part) for part in parts[1::2]]
    follow = iter(_PRIMARY[names[0]])
    in_order = all(name in follow for name in names[1:])
    if len(names) != len(values) or not all(values) or not in_order:
        return ()
    if names[0] == "01" and _GTIN.fullmatch(values[0]):
        values[0] = values[0].zfill(14)
    return list(zip(names, values, strict=True))


def _of_query(query: str) -> Pairs:
    said = (part.partition("=") for part in re.split("[&;]", query))
    return [(name, unquote(value)) for name, _, value in said if _is_identifier(name)]


def _is_identifier(name: str) -> bool:
    """Whether this is the key of an element; a query may hold anything else, too."""
    try:
        return GS1ApplicationIdentifier.extract(name).ai == name
    except ParseError:
        return False
