"""Photographs are public only after a person covered what tells who it is, or found nothing to cover."""

import io
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from fenbo.cases.models import Case
from fenbo.core.clock import frozen
from fenbo.core.errors import InvalidInput, MissingDuty, OutOfScope
from fenbo.core.ids import new_id
from fenbo.files import operations as files
from fenbo.files import storage
from fenbo.files.models import Attachment
from fenbo.files.queries import attachments_of
from fenbo.publication import operations, pictures, queries
from fenbo.publication.models import PublicPicture
from fenbo.publication.pictures import Area, covered, read_areas
from tests.cast import NOON, Cast
from tests.console.desks import desk

FACE = Area(25, 25, 50, 50)


def photo(seed: int = 1, size: int = 64) -> bytes:
    """Noise, in which every point is unlike its neighbours."""
    drawn = io.BytesIO()
    picture = Image.frombytes("RGB", (size, size), Random(seed).randbytes(size * size * 3))
    picture.save(drawn, "PNG")
    return drawn.getvalue()


def with_photo(cast: Cast) -> tuple[Case, Attachment]:
    case = cast.closed(may_publish=True)
    operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON)
    upload = ContentFile(photo(), "王小明家.png")
    return case, files.attach(owner=case.pk, upload=upload, actor_name="诉求人", now=NOON)


def test_a_covered_part_cannot_be_read_again() -> None:
    with Image.open(io.BytesIO(covered(photo(), [FACE]))) as drawn:
        part = drawn.convert("RGB").crop((20, 20, 44, 44))
        assert drawn.getexif() == {}
    coarse = part.resize((3, 3), Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
    apart = max(abs(a - b) for a, b in zip(part.tobytes(), coarse.tobytes(), strict=True))
    assert apart < 128
    # Sixteen colours are all that is left: two faces with the same averages become the same picture.
    with Image.open(io.BytesIO(photo())) as original:
        other = original.convert("RGB")
        flat = other.crop((16, 16, 48, 48)).resize((4, 4), Image.Resampling.BOX)
        other.paste(flat.resize((32, 32), Image.Resampling.NEAREST), (16, 16))
        drawn_other = io.BytesIO()
        other.save(drawn_other, "PNG")
    assert covered(drawn_other.getvalue(), [FACE]) == covered(photo(), [FACE])


def test_a_large_picture_becomes_smaller_and_the_edges_hold() -> None:
    edges = [Area(99, 99, 100, 100), Area(0, 0, 0.01, 0.01)]
    with Image.open(io.BytesIO(covered(photo(size=1700), edges))) as drawn:
        assert max(drawn.size) == pictures.WIDEST


@pytest.mark.parametrize(
    "text", ["甲", "1 2 3", "1 2 3 4 5", "-1 0 5 5", "0 0 0 5", "101 0 5 5", "nan 0 5 5", "inf 0 1 1"]
)
def test_what_is_no_rectangle_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_areas(text)
    assert refusal.value.field == "areas"


def test_rectangles_are_read_as_people_write_them() -> None:
    assert read_areas("10 20 15 30\n\n1，2，3，4\n5, 6, 7.5, 8") == [
        Area(10, 20, 15, 30),
        Area(1, 2, 3, 4),
        Area(5, 6, 7.5, 8),
    ]
    with pytest.raises(InvalidInput):
        read_areas("1 1 1 1\n" * 51)


def test_a_photo_nobody_decided_about_is_not_public(cast: Cast) -> None:
    case, original = with_photo(cast)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)

    assert queries.public_pictures(queries.published(case.number)) == []
    assert Client().get(f"/cases/{case.number}/photos/{original.pk}/").status_code == 404


def test_a_covered_photo_stands_beside_the_text_and_the_original_never(cast: Cast) -> None:
    case, original = with_photo(cast)
    row = pictures.show(
        case_id=case.pk,
        file_id=original.pk,
        areas=[FACE],
        words="积水的路口",
        actor=cast.dispatcher,
        now=NOON,
    )
    client = Client()
    address = f"/cases/{case.number}/photos/{row.pk}/"
    assert client.get(address).status_code == 404
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)

    page = client.get(f"/cases/{case.number}/", follow=True).content.decode()
    assert f'src="{address}"' in page
    assert 'alt="积水的路口"' in page
    assert "王小明" not in page
    answer = client.get(address)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "%" not in answer.headers["Content-Disposition"]
    assert content != storage.place(original.stored_name).read_bytes()
    assert b"Exif" not in content
    assert str(original.pk) not in page
    assert [one.pk for one in attachments_of(case.pk)] == [original.pk]
    operations.take_down(case_id=case.pk, reason="申请", actor=cast.publisher, now=NOON)
    assert client.get(address).status_code == 404


def test_who_decided_about_a_photo_does_not_publish_it(cast: Cast) -> None:
    case, original = with_photo(cast)
    pictures.show(
        case_id=case.pk, file_id=original.pk, areas=[], words="积水的路口", actor=cast.publisher, now=NOON
    )

    with pytest.raises(InvalidInput, match="照片由您处理"):
        operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    pictures.hide(case_id=case.pk, file_id=original.pk, actor=cast.publisher, now=NOON)
    assert PublicPicture.objects.get().copy is None
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)


def test_words_that_name_the_requester_are_refused(cast: Cast) -> None:
    case, original = with_photo(cast)

    for words in ("", "王小明家门口", "电话13897210001"):
        with pytest.raises(InvalidInput):
            pictures.show(
                case_id=case.pk, file_id=original.pk, areas=[], words=words, actor=cast.dispatcher, now=NOON
            )
    assert not PublicPicture.objects.exists()


def test_only_those_who_prepare_texts_decide_and_only_before_it_is_public(cast: Cast) -> None:
    case, original = with_photo(cast)
    other = files.attach(owner=new_id(), upload=ContentFile(photo(2), "a.png"), actor_name="甲", now=NOON)

    with pytest.raises(OutOfScope):
        pictures.hide(case_id=case.pk, file_id=other.pk, actor=cast.dispatcher, now=NOON)
    with pytest.raises(MissingDuty):
        pictures.hide(case_id=case.pk, file_id=original.pk, actor=cast.supervisor, now=NOON)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    with pytest.raises(InvalidInput, match="先撤下"):
        pictures.hide(case_id=case.pk, file_id=original.pk, actor=cast.dispatcher, now=NOON)


def test_the_desk_covers_without_script(cast: Cast) -> None:
    case, original = with_photo(cast)
    client, address = (
        desk(cast, "publisher"),
        reverse("console:publication_photo", args=[case.pk, original.pk]),
    )
    version = cast.fresh(case).version

    def send(**values: object) -> int:
        with frozen(NOON):
            return client.post(address, {"version": version, **values}).status_code

    assert client.get(address).status_code == 200
    assert send(showing="covered", areas="", words="路口") == 422
    assert send(showing="covered", areas="一二三四", words="路口") == 422
    assert send(showing="whole", words="") == 422
    assert send(showing="covered", areas="10 10 20 20", words="路口") == 302
    assert send(showing="hidden") == 409
    page = client.get(reverse("console:publication", args=[case.pk])).content.decode()
    assert "遮盖后公示" in page
    shown = client.get(reverse("console:publication_photo_shown", args=[case.pk, original.pk]))
    assert shown.status_code == 200
    assert b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    assert desk(cast, "handler").get(address).status_code == 403
