"""A district that could be: its clubs, calendars and ways to help, as feeds that the hub reads like any partner's.

`hub-demo.toml` declares the sources; `feeds/` holds them; `generate` makes both. `booking` is a partner's live system.
Nothing here is imported by the rest of the hub but the path below and the booking system.
"""

from pathlib import Path
from typing import Final

DECLARATION: Final = Path(__file__).parent / "hub-demo.toml"
"""The demo's sources; the files it names are beside it."""
