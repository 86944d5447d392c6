"""Styles, scripts and the icon: read once at the start, served from memory, nothing else from the disk."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path

from starlette.responses import Response

from cases.errors import NotFound
from console.pages import Pages
from console.visit import Visit

FOLDER = Path(__file__).parent / "static"


def register(pages: Pages) -> None:
    files = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}

    @pages.page("/static/{name}", public=True)
    def static(visit: Visit) -> Response:
        name = visit.path("name")
        if name not in files:
            raise NotFound("static")
        return Response(files[name], media_type=guess_type(name)[0] or "application/octet-stream")
