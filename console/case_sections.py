"""Which tabs a case has, in their order."""

from __future__ import annotations

from console.sections import Section

SECTIONS: tuple[Section, ...] = ()
