"""All tables of the case store: whoever migrates or erases must know every one of them."""

from __future__ import annotations

import cases.gaps  # noqa: F401
from cases.tables import Table

METADATA = Table.metadata
