"""PDF out of a typst source and plain data: what a person wrote comes in as data and is never markup.

How it fails, in words: closed. Without a Chinese font on the machine there is no PDF, for one with
empty boxes would be sent unseen; a letter as DOCX needs no font here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import typst

from humiao.errors import HumiaoError

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Serif CJK SC")
"""Fonts with the Chinese characters in use, the best reading first: Debian's fonts-noto-cjk, fonts-wqy-microhei."""


def pdf(source: str, data: Mapping[str, Any]) -> bytes:
    """The source set with ``data`` (reads ``json(bytes(sys.inputs.data))``); raises HM181 without a Chinese font.

    ``data.font`` is the family to use; nothing is read from the network or from the disk but fonts.
    """
    inputs = {"data": json.dumps({**data, "font": chinese_font()}, ensure_ascii=False)}
    return typst.compile(source.encode(), format="pdf", sys_inputs=inputs)


def chinese_font() -> str:
    """The first of ``FAMILIES`` that is installed; raises HM181."""
    found = next((family for family in FAMILIES if family in _installed()), None)
    if found is None:
        raise HumiaoError(
            "HM181",
            "no Chinese font is installed, so no PDF can be made",
            "install one and start again, such as apt-get install fonts-wqy-microhei; DOCX works without",
        )
    return found


@cache
def _installed() -> frozenset[str]:
    return frozenset(typst.Fonts(include_embedded_fonts=False).families())
