"""Pictures come in pieces, are told by their bytes, and lose what is not the picture."""

import struct
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fieldwork import exif, jpeg

from diaban.spine.fieldwork import photos
from diaban.spine.fieldwork.jpeg import PictureError, strip_jpeg
from diaban.spine.fieldwork.models import Photo
from diaban.spine.parties.models import Role, User


@pytest.fixture
def actor(db, settings, tmp_path) -> User:
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return User.objects.create(username="an", role=Role.COLLECTOR)


def send(actor: User, content: bytes, piece: int = 40) -> Photo:
    photo = photos.begin_photo(actor, uuid.uuid4(), len(content))
    for start in range(0, len(content), piece):
        photo = photos.append_piece(photo, start, content[start : start + piece])
    return photo


def test_a_picture_in_pieces_is_kept_bare(actor):
    photo = send(actor, jpeg(640, 480, exif()))
    assert (photo.state, photo.width, photo.height) == ("whole", 640, 480)
    assert photos.path_of(photo).read_bytes() == jpeg(640, 480)
    assert [p.suffix for p in photos.path_of(photo).parent.iterdir()] == [".jpg"]


def test_pieces_out_of_turn_or_again_change_nothing(actor):
    content = jpeg()
    photo = photos.begin_photo(actor, uuid.uuid4(), len(content))
    photo = photos.append_piece(photo, 0, content[:30])
    for offset, piece in ((0, content[:30]), (60, content[60:]), (30, content[30:] + b"x")):
        assert photos.append_piece(photo, offset, piece).received == 30
    again = photos.begin_photo(actor, photo.key, len(content))
    assert photos.append_piece(again, 30, content[30:]).state == "whole"
    assert photos.append_piece(again, 0, content[:30]).state == "whole"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "type"),
        (jpeg()[:-30], "cut"),
        (jpeg(9_000, 10), "size"),
        (b"\xff\xd8\xff\xd9", "type"),
    ],
)
def test_what_is_no_picture_is_refused_and_not_kept(actor, content, reason):
    photo = send(actor, content)
    assert (photo.state, photo.reason) == ("refused", reason)
    assert not any(p.is_file() for p in Path(photos.path_of(photo)).parent.iterdir())


def test_a_picture_made_anew_after_a_refusal_takes_its_place(actor):
    photo = send(actor, b"no picture at all")
    again = photos.begin_photo(actor, photo.key, len(jpeg()))
    assert photos.append_piece(again, 0, jpeg()).state == "whole"


def test_too_large_anothers_or_too_many(actor, monkeypatch):
    for size in (0, photos.LARGEST_BYTES + 1):
        with pytest.raises(photos.PhotoError, match="size"):
            photos.begin_photo(actor, uuid.uuid4(), size)
    photo = photos.begin_photo(actor, uuid.uuid4(), 100)
    with pytest.raises(photos.PhotoError, match="another_ones"):
        photos.begin_photo(User.objects.create(username="binh"), photo.key, 100)
    monkeypatch.setattr(photos, "MOST_COMING", 1)
    with pytest.raises(photos.PhotoError, match="full"):
        photos.begin_photo(actor, uuid.uuid4(), 100)


def test_an_erased_picture_is_gone_with_its_file(actor):
    photo = send(actor, jpeg())
    photos.erase_photo(photo)
    assert not photos.path_of(photo).exists()
    assert not Photo.objects.exists()


def test_everything_beside_the_picture_is_left_out():
    comment = b"\xff\xfe" + struct.pack(">H", 9) + b"comment"
    thumbnail = b"\xff\xe0" + struct.pack(">H", 8) + b"JFXX\0\x10"
    noisy = jpeg(8, 8, exif(), comment, thumbnail) + b"trailing GPS"
    assert strip_jpeg(noisy).content == jpeg(8, 8)


def test_the_colours_of_adobe_stay():
    adobe = b"\xff\xee" + struct.pack(">H", 14) + b"Adobe" + bytes(7)
    assert adobe in strip_jpeg(jpeg(8, 8, adobe)).content


@given(st.data())
def test_no_bytes_do_harm(data):
    """Whatever comes, it is a picture that strips to itself, or it is refused."""
    whole = bytearray(jpeg(16, 9, exif()))
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    sent = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        bare = strip_jpeg(sent)
    except PictureError:
        return
    assert strip_jpeg(bare.content) == bare
