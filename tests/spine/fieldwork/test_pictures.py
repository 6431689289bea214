"""PNG and WebP pictures lose what is not the picture, as JPEG ones do; what moves is refused."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from diaban.spine.fieldwork.jpeg import PictureError
from diaban.spine.fieldwork.pictures import strip_picture


def picture(kind: str, size: tuple[int, int] = (30, 20), mode: str = "RGB", **more) -> bytes:
    """A picture that says where it was taken."""
    made, place = io.BytesIO(), Image.Exif()
    place[0x010F] = "Camera"
    place.get_ifd(0x8825)[2] = (21.0, 1.0, 40.0)
    if kind == "png":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", "nhà số 12")
        more["pnginfo"] = texts
    if kind == "webp":
        more["xmp"] = b"<x:xmpmeta>GPS</x:xmpmeta>"
    image = Image.new(mode, size, "teal")
    image.save(made, kind.upper(), exif=place, **more)
    return made.getvalue()


def told(content: bytes) -> str:
    image = Image.open(io.BytesIO(content))
    image.load()
    return " ".join(str(one) for one in (dict(image.getexif()), image.info))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("jpeg", "RGB"), ("png", "RGB"), ("png", "RGBA"), ("webp", "RGB"), ("webp", "RGBA")],
)
def test_a_picture_of_each_kind_shows_the_same_and_says_nothing_more(kind, mode):
    sent = picture(kind, mode=mode)
    found, bare = strip_picture(sent)
    assert found == kind
    assert (bare.width, bare.height) == (30, 20)
    assert "Camera" in told(sent)
    assert not {"Camera", "exif", "xmp", "Comment"} & set(
        told(bare.content).replace("'", " ").split()
    )
    before, after = (Image.open(io.BytesIO(one)).convert("RGBA") for one in (sent, bare.content))
    assert before.tobytes() == after.tobytes()


def test_a_lossless_webp_is_taken_too():
    _, bare = strip_picture(picture("webp", lossless=True))
    assert (bare.width, bare.height) == (30, 20)


def test_a_webp_that_moves_is_refused():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    made = io.BytesIO()
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(PictureError, match="type"):
        strip_picture(made.getvalue())


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_one_that_is_cut_or_too_wide_is_refused(kind):
    with pytest.raises(PictureError, match="cut"):
        strip_picture(picture(kind)[:-20])
    with pytest.raises(PictureError, match="size"):
        strip_picture(picture(kind, (8_001, 1)))


@given(st.data())
def test_no_bytes_do_harm(data):
    """Whatever comes, it is a picture that strips to itself, or it is refused."""
    whole = bytearray(data.draw(st.sampled_from([picture("png", (4, 3)), picture("webp", (4, 3))])))
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    sent = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        bare = strip_picture(sent).picture
    except PictureError:
        return
    assert strip_picture(bare.content).picture == bare
