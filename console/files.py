"""A file that a page gives out: always saved, never opened in the browser."""

from __future__ import annotations

from starlette.responses import Response

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(content: bytes, name: str) -> Response:
    return given(content, name, _EXCEL)


def given(content: bytes, name: str, kind: str) -> Response:
    """A file of any kind; ``name`` is plain ASCII."""
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
