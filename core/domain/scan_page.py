"""The page on which a scanner is tried: what stands in its three codes."""

from core.domain.gs1 import GS

KEYS = "NYARS-TEST yzYZ 0-/_?:;'\"=+&()[]"
"""As Code 128: every sign that keyboard layouts have in other places."""

FIRST, SECOND = "10NYARS-TEST", "240SCAN"
ELEMENTS = "(10)NYARS-TEST(240)SCAN"
SEPARATED = FIRST + GS + SECOND
"""As GS1 DataMatrix: two element strings with a separator between them."""

LINK = "https://id.gs1.org/01/05991234567894/10/NYARS-TEST"
"""As QR code: a Digital Link."""
