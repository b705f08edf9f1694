"""Run as a program in a child process: TARGET. Decodes the photo on its input under hard limits; writes a small JPEG.

Nothing of the server is imported: a photo that breaks the decoder breaks this process and no other.
"""

from __future__ import annotations

import resource
import sys
from typing import BinaryIO

MEMORY, SECONDS, OUTPUT = 768 * 1024 * 1024, 10, 2 * 1024 * 1024
MOST_PIXELS = 50_000_000
EDGE = 320


def limit() -> None:
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, OUTPUT),
                       (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))


def shrink(source: BinaryIO, target: str) -> None:
    """Upright, at most EDGE pixels wide or high, without EXIF or any other metadata."""
    from PIL import Image, ImageFile, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(source, formats=("JPEG", "PNG", "WEBP", "MPO")) as photo:
        width, height = photo.size
        if width * height > MOST_PIXELS or getattr(photo, "n_frames", 1) > 4:
            raise ValueError("too many pixels or frames")
        photo.draft("RGB", (EDGE * 2, EDGE * 2))
        photo.thumbnail((EDGE, EDGE), reducing_gap=2.0)
        small = photo.convert("I").point(lambda value: value / 256).convert("L") if photo.mode[0] == "I" else photo
        upright = ImageOps.exif_transpose(small).convert("RGBA")
        page = Image.new("RGB", upright.size, "white")  # a signature is black strokes on nothing
        page.paste(upright, mask=upright.getchannel("A"))
        page.save(target, "JPEG", quality=72, optimize=True)


if __name__ == "__main__":
    limit()
    try:
        shrink(sys.stdin.buffer, sys.argv[1])
    except Exception as error:  # noqa: BLE001  any failure means the same: no thumbnail
        sys.exit(f"unreadable: {type(error).__name__}")
