"""Draws one page of a PDF as a PNG: a program of its own, so that a harmful file cannot harm the desk.

Reads the file from its input; writes a line of JSON with the number of pages, then the picture.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
import zlib

import pypdfium2

WIDTH = 1_100
"""Pixels: readable on an office screen."""
TALLEST = 8_000
_MEMORY = 2 * 1024**3
_CPU_SECONDS = 20


def draw(content: bytes, number: int) -> tuple[int, bytes]:
    """Number of pages, and the wanted one (from 1); raises IndexError when there is none."""
    with pypdfium2.PdfDocument(content) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
        bitmap = page.render(scale=scale, rev_byteorder=True, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGR)
        rows = bytes(bitmap.buffer)
        picture = png(rows, bitmap.width, bitmap.height, bitmap.stride)
        return len(document), picture


def png(rows: bytes, width: int, height: int, stride: int) -> bytes:
    """An RGB picture, eight bits a channel, as PNG."""
    lines = b"".join(b"\x00" + rows[y * stride : y * stride + 3 * width] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    pages, picture = draw(sys.stdin.buffer.read(), int(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
