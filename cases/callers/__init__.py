"""Who calls: profiles, calls taken by hand, one caller's cases together, contacts that are no case."""

from __future__ import annotations

from cases.callers.profile import Profile, keep_profile, profile

__all__ = ["Profile", "keep_profile", "profile"]
