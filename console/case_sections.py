"""Which tabs a case has, what is needed first before the rest."""

from __future__ import annotations

from cases.access import Permission
from console import (
    caller_tab,
    case_access,
    case_follow_ups,
    case_materials,
    case_safety,
    case_service,
    handing_on,
    knowledge_tab,
    reporting,
    together,
)
from console.quality import REVIEWS
from console.sections import Section

SECTIONS: tuple[Section, ...] = (
    case_safety.SECTION,
    handing_on.SECTION,
    reporting.SECTION,
    case_service.SECTION,
    case_follow_ups.SECTION,
    together.SECTION,
    Section("knowledge", "知识", knowledge_tab.draw, Permission.KNOWLEDGE_READ),
    case_materials.SECTION,
    Section("caller", "来访者", caller_tab.draw),
    Section(case_access.TAB, "权限", case_access.draw),
    REVIEWS,
)
