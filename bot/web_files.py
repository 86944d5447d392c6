"""Files that the web page sends: their kind, told by their content (humiao/file_kinds.py)."""

from __future__ import annotations

from humiao.file_kinds import recognise, upload

__all__ = ["recognise", "upload"]
