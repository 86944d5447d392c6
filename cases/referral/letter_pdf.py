"""The letter as PDF, A4, with the QR code of the acknowledgement link."""

from __future__ import annotations

import io
from dataclasses import asdict
from pathlib import Path

import segno

from cases.referral.letter import Letter
from humiao.typeset import pdf

_SOURCE = (Path(__file__).parent / "letter.typ").read_text(encoding="utf-8")


def letter_pdf(letter: Letter) -> bytes:
    """Raises HM181 when no Chinese font is installed."""
    return pdf(_SOURCE, {**asdict(letter), "answer": letter.answer, "qr": _qr(letter.link)})


def _qr(link: str) -> str:
    """The link as SVG; empty without a link."""
    if not link:
        return ""
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", border=1)
    return drawn.getvalue().decode()
