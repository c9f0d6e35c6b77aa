"""Pictures of the booklet: whatever comes in is decoded and drawn anew, so that nothing but the picture is kept."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

ALLOWED = ("PNG", "JPEG", "WEBP", "GIF")
MOST_POINTS = 40_000_000
LONGEST_SIDE = 1_600
LARGEST_PNG = 1_000_000  # bytes; what is larger was a photograph
QUALITY = 85


class Unreadable(ValueError):
    """No picture we draw: its “format” is another or it is broken, or it has too many “points”."""


@dataclass(frozen=True)
class Drawn:
    """A picture as we keep it."""

    content: bytes
    kind: str  # png or jpeg
    width: int
    height: int


def drawn_anew(content: bytes) -> Drawn:
    """The picture in a file, at most 1,600 points long, without whatever else the file held.

    Only the first picture of an animation stays. A camera's note on which side is up is followed and dropped.

    Raises
    ------
    Unreadable
        For what is no PNG, JPEG, WebP or GIF, is broken, or would have more than 40 million points.
    """
    try:
        with Image.open(io.BytesIO(content), formats=ALLOWED) as found:
            if found.width * found.height > MOST_POINTS:
                raise Unreadable("points")
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is read at half its size at once
            return _kept(_upright(found), found.format == "JPEG")
    except (Unreadable, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise Unreadable("points") from error
    except Exception as error:  # decoders raise all kinds of things for a broken file
        raise Unreadable("format") from error


def _upright(found: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(found)
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture


def _kept(picture: Image.Image, is_photograph: bool) -> Drawn:
    if not is_photograph:
        content = _written(picture, "PNG", optimize=True)
        if len(content) <= LARGEST_PNG:
            return Drawn(content, "png", *picture.size)
    if picture.mode == "RGBA":
        on_white = Image.new("RGBA", picture.size, "white")
        on_white.alpha_composite(picture)
        picture = on_white.convert("RGB")
    return Drawn(_written(picture, "JPEG", quality=QUALITY), "jpeg", *picture.size)


def _written(picture: Image.Image, form: str, **how: object) -> bytes:
    """The points and nothing of what the file said about them."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    bare.save(out, form, **how)
    return out.getvalue()
