"""Whatever is sent as a picture, what is kept is a picture of ours and nothing else, or a clear no."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from booklet.pictures import LONGEST_SIDE, Unreadable, drawn_anew

SECRET = b"GPS 52.5, 13.4"


def picture(form="PNG", size=(60, 40), mode="RGB", colour="teal", **how):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **how)
    return out.getvalue()


def reread(drawn):
    return Image.open(io.BytesIO(drawn.content))


@pytest.mark.parametrize(
    ("form", "kind"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "png"), ("GIF", "png")]
)
def test_each_allowed_kind_is_drawn_anew(form, kind):
    drawn = drawn_anew(picture(form))
    assert (drawn.kind, drawn.width, drawn.height) == (kind, 60, 40)
    assert reread(drawn).size == (60, 40)


def test_nothing_but_the_points_stays():
    noted = Image.Exif()
    noted[0x010E] = SECRET.decode()
    sent = picture("JPEG", exif=noted, comment=SECRET) + b"<script>alert(1)</script>" + SECRET
    drawn = drawn_anew(sent)
    assert SECRET in sent
    assert SECRET not in drawn.content
    assert b"<script" not in drawn.content


def test_a_camera_held_upright_gives_an_upright_picture():
    noted = Image.Exif()
    noted[0x0112] = 6
    drawn = drawn_anew(picture("JPEG", exif=noted))
    assert (drawn.width, drawn.height) == (40, 60)


def test_a_large_picture_becomes_smaller_and_keeps_its_shape():
    drawn = drawn_anew(picture(size=(4_000, 1_000)))
    assert (drawn.width, drawn.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_what_shines_through_stays_so():
    assert reread(drawn_anew(picture(mode="RGBA", colour=(0, 0, 0, 0)))).mode == "RGBA"


def bomb():
    """A few bytes that say they are 30,000 points wide and high."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def test_a_bomb_is_refused_before_it_goes_off():
    with pytest.raises(Unreadable, match="points"):
        drawn_anew(bomb())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        picture()[:60],
        picture("JPEG")[:200],
        picture("BMP"),
        picture("TIFF"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
)
def test_what_is_no_allowed_picture_is_refused(content):
    with pytest.raises(Unreadable, match="format"):
        drawn_anew(content)


@settings(max_examples=100)
@given(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]), st.data())
def test_a_damaged_file_is_drawn_or_refused_and_never_breaks(form, data):
    content = bytearray(picture(form, size=(9, 7)))
    for _time in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        drawn_anew(bytes(content))
