"""The app's PNG icons, drawn from the same geometry as public/app/icons/mark.svg: `python pwa/icons/make.py`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).parents[1] / "public" / "app" / "icons"
BLUE, WHITE = (11, 92, 173, 255), (255, 255, 255, 255)
OVERSAMPLING = 4


def draw(size: int, *, maskable: bool) -> Image.Image:
    """The mark: a balance whose pillar is a mirror. A maskable icon fills its square and keeps the mark in the middle."""
    side = 512 * OVERSAMPLING
    image = Image.new("RGBA", (side, side), BLUE if maskable else (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    if not maskable:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=112 * OVERSAMPLING, fill=BLUE)
    shrink = 0.78 if maskable else 1.0

    def at(x: float, y: float) -> tuple[float, float]:
        return tuple((256 + (value - 256) * shrink) * OVERSAMPLING for value in (x, y))  # type: ignore[return-value]

    def line(points: list[tuple[float, float]], width: float) -> None:
        pixels = [at(x, y) for x, y in points]
        thick = width * shrink * OVERSAMPLING
        pen.line(pixels, fill=WHITE, width=round(thick), joint="curve")
        for x, y in pixels:
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=WHITE)

    def arc(x: float, y: float, radius: float, start: int, end: int) -> None:
        half = 15 * shrink * OVERSAMPLING
        reach = radius * shrink * OVERSAMPLING + half
        cx, cy = at(x, y)
        pen.arc((cx - reach, cy - reach, cx + reach, cy + reach), start, end, fill=WHITE, width=round(2 * half))

    line([(112, 176), (400, 176)], 30)
    line([(256, 128), (256, 176)], 30)
    for left, right, hang_left, hang_right in ((84, 188, 112, 136), (324, 428, 376, 400)):
        line([(hang_left, 176), (left, 264), (right, 264), (hang_right, 176)], 20)
        arc((left + right) / 2, 264, 52, 0, 180)
    arc(256, 304, 72, 0, 360)
    line([(256, 376), (256, 408)], 30)
    line([(192, 408), (320, 408)], 30)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write every size the manifest and iOS ask for."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, size, maskable in (("icon-192", 192, False), ("icon-512", 512, False), ("maskable-512", 512, True),
                                 ("icon-180", 180, True)):
        draw(size, maskable=maskable).save(OUT / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
