"""All tables of the case store: whoever migrates or erases must know every one of them."""

from __future__ import annotations

import cases.callers.tables
import cases.casework.tables
import cases.clocks.tables
import cases.figures.tables
import cases.followup.tables
import cases.gaps
import cases.quality.tables
import cases.reach_tables
import cases.referral.tables
import cases.roster.tables
import cases.search.tables  # noqa: F401
from cases.tables import Table

METADATA = Table.metadata
