"""Photos of a point: who adds them and takes them down, what is refused, and when they go."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests.fieldwork import exif, jpeg
from tests.sectors.post.phones import post, staff
from tests.sectors.post.points import PLACED, a_point

from diaban.sectors.post.models import PointPhoto
from diaban.sectors.post.register import photos
from diaban.sectors.post.register.photos import KEEP_DAYS, Shown, add_photo
from diaban.spine.fieldwork.models import Photo
from diaban.spine.fieldwork.photos import path_of
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.units import today
from diaban.spine.privacy.retention import apply, days_kept

FRONT = {"caption": "Mặt tiền, nhìn từ phố", "taken_on": "2026-03-02"}


@pytest.fixture
def point(official_hanoi, settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return a_point(**PLACED)


@pytest.fixture
def office():
    return User.objects.create(username="so", role=Role.DEPARTMENT)


def signed_in(person: User) -> Client:
    client = Client(headers={"accept-language": "vi", "accept": "text/html"})
    client.force_login(person)
    return client


def send(client: Client, point, content: bytes = jpeg(640, 480), **changes):
    file = SimpleUploadedFile("anh.jpg", content, "image/jpeg")
    return client.post(f"/post/points/{point.pk}/photos/", {"photo": file, **FRONT, **changes})


def a_photo(point, **changes) -> PointPhoto:
    shown = Shown(**{"caption": "Mặt tiền", "taken_on": date(2026, 3, 2), **changes})
    return add_photo(local_operator(), point, jpeg(640, 480), shown)


def test_a_photo_is_shown_on_the_points_page_with_what_it_shows_its_day_and_by_whom(point, office):
    client = signed_in(office)
    assert send(client, point).status_code == 302
    photo = PointPhoto.objects.get()
    page = client.get(f"/post/points/{point.pk}/").content.decode()
    assert f'<img src="/post/photos/{photo.pk}/" alt="Mặt tiền, nhìn từ phố"' in page
    assert "chụp ngày 2/3/2026" in page
    assert "so" in page
    answer = client.get(f"/post/photos/{photo.pk}/")
    assert (answer["Content-Type"], answer.content) == ("image/jpeg", jpeg(640, 480))
    assert Entry.objects.filter(act="post.photo_added", actor=office).count() == 1


def test_what_the_camera_wrote_beside_the_picture_is_not_kept(point, office):
    send(signed_in(office), point, jpeg(64, 48, exif()))
    assert path_of(Photo.objects.get()).read_bytes() == jpeg(64, 48)


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_png_and_webp_are_shown_as_what_they_are(point, office, kind):
    made = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(made, kind.upper())
    client = signed_in(office)
    assert send(client, point, made.getvalue()).status_code == 302
    answer = client.get(f"/post/photos/{PointPhoto.objects.get().pk}/")
    assert answer["Content-Type"] == f"image/{kind}"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"content": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "JPEG, PNG hoặc WebP"),
        ({"content": jpeg()[:-30]}, "bị hỏng"),
        ({"content": jpeg(9_000, 10)}, "8 MB"),
        ({"content": jpeg() + bytes(photos.LARGEST_BYTES)}, "8 MB"),
        ({"photo": ""}, "Chưa chọn ảnh"),
        ({"caption": "  "}, "ảnh chụp gì"),
        ({"taken_on": "mai"}, "ngày không đọc được"),
        ({"taken_on": (today() + timedelta(days=1)).isoformat()}, "ở tương lai"),
    ],
)
def test_what_is_no_photo_is_refused_in_words_and_what_was_typed_stays(point, office, sent, says):
    answer = send(signed_in(office), point, **sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page[page.index('class="note bad"') :][:300]
    if "caption" not in sent:
        assert FRONT["caption"] in page
    assert not PointPhoto.objects.exists()
    assert not Photo.objects.exists()


class Unread(io.BytesIO):
    """What nobody may begin to read."""

    def read(self, *_size):
        raise AssertionError("the upload was read")


@pytest.mark.parametrize(("language", "says"), [("vi", "tối đa 8 MB"), ("en", "up to 8 MB")])
def test_an_upload_of_50_mb_is_refused_before_a_byte_of_it_is_read(point, office, language, says):
    client = signed_in(office)
    answer = client.generic(
        "POST", f"/post/points/{point.pk}/photos/", content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(50 << 20), "wsgi.input": Unread(),
           "HTTP_ACCEPT_LANGUAGE": language},
    )  # fmt: skip
    assert answer.status_code == 413
    assert says in answer.content.decode()


def test_the_thirteenth_photo_waits_until_one_is_taken_down(point, office, monkeypatch):
    monkeypatch.setattr(photos, "MOST_SHOWN", 1)
    client = signed_in(office)
    send(client, point)
    assert send(client, point).status_code == 422
    client.post(f"/post/photos/{PointPhoto.objects.get().pk}/down/", {"reason": "ảnh cũ"})
    assert send(client, point).status_code == 302


def test_who_manages_a_point_adds_photos_and_a_colleague_only_sees_them(point):
    boss, lan = User.objects.create(username="sep", role=Role.OPERATOR), staff("lan", point)
    post(boss, point, is_manager=True)
    with pytest.raises(photos.PointPhotoError, match="not_answering"):
        add_photo(lan, point, jpeg(), Shown("Cửa", today()))
    assert add_photo(boss, point, jpeg(), Shown("Cửa", today())).added_by == boss


def test_a_photo_taken_down_is_deleted_and_the_reason_stays(
    point, office, django_capture_on_commit_callbacks
):
    photo, client = a_photo(point), signed_in(office)
    path = path_of(photo.picture)
    down = f"/post/photos/{photo.pk}/down/"
    assert client.post(down, {"reason": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(down, {"reason": "Điểm đã chuyển nhà"}).status_code == 302
    assert not path.exists()
    assert not Photo.objects.exists()
    assert client.get(f"/post/photos/{photo.pk}/").status_code == 404
    assert (
        f"/post/photos/{photo.pk}/" not in client.get(f"/post/points/{point.pk}/").content.decode()
    )
    page = client.get(f"/post/points/{point.pk}/photos/").content.decode()
    assert "Điểm đã chuyển nhà" in page
    assert Entry.objects.filter(act="post.photo_taken_down", actor=office).count() == 1
    assert client.post(down, {"reason": "lần nữa"}).status_code == 422


def test_photos_go_after_the_days_of_their_own_row(point, django_capture_on_commit_callbacks):
    old, new = a_photo(point), a_photo(point, caption="Biển hiệu")
    long_ago = timezone.now() - timedelta(days=KEEP_DAYS + 1)
    Photo.objects.filter(pk=old.picture_id).update(begun_at=long_ago)
    # the row of the pictures of doors takes none of them
    assert apply(local_operator(), days_kept("photos=1"))["photos"] == 0
    PointPhoto.objects.filter(pk=old.pk).update(added_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert apply(local_operator(), days_kept())["post_point_photos"] == 1
    assert not path_of(old.picture).exists()
    assert path_of(new.picture).exists()
    assert PointPhoto.objects.get() == new
