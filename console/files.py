"""A file that a page gives out: always saved, never opened in the browser."""

from __future__ import annotations

from starlette.responses import Response

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(content: bytes, name: str) -> Response:
    return Response(content, media_type=_EXCEL, headers={"Content-Disposition": f'attachment; filename="{name}"'})
