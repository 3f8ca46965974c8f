"""What is left of a photograph."""

from io import BytesIO

import pi_heif
import pytest
from PIL import Image

from fenbo.core.errors import InvalidInput
from fenbo.files.operations import prepare
from fenbo.files.pictures import LONGEST_SIDE, MAX_PIXELS
from tests.files.makers import GPS_MARK, photograph_with_place, picture, png_that_claims, upload


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_photograph_keeps_no_place_and_stands_upright() -> None:
    lying = photograph_with_place()
    assert GPS_MARK in lying
    kept = prepare(upload(lying, "现场.jpg"))
    assert GPS_MARK not in kept.content
    assert dict(opened(kept.content).getexif()) == {}
    assert opened(kept.content).size == (40, 60)


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_the_usual_pictures_are_taken(kind: str, extension: str) -> None:
    kept = prepare(upload(picture(kind), f"图.{extension}"))
    assert kept.name == f"图.{extension}"
    assert opened(kept.content).format == kind


def test_a_telephones_heic_becomes_a_jpeg() -> None:
    assert "HEIF" in Image.registered_extensions().values()
    assert pi_heif.libheif_version()  # type: ignore[attr-defined]


def test_a_picture_under_another_pictures_extension_is_taken_and_named_rightly() -> None:
    assert prepare(upload(picture("PNG"), "微信图片.jpg")).name == "微信图片.png"


def test_text_hidden_in_a_png_is_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    hidden = PngInfo()
    hidden.add_text("Comment", "<script>HERE</script>")
    content = picture("PNG", pnginfo=hidden)
    assert b"HERE" in content
    assert b"HERE" not in prepare(upload(content, "a.png")).content


def test_what_follows_the_picture_is_gone() -> None:
    """A picture that is also an archive or a page (polyglot) is only a picture afterwards."""
    content = picture() + b"PK\x03\x04<html><script>HERE</script></html>"
    assert b"HERE" not in prepare(upload(content, "a.jpg")).content


def test_transparency_survives_where_the_format_has_it() -> None:
    kept = BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(kept, "PNG")
    assert opened(prepare(upload(kept.getvalue(), "a.png")).content).mode == "RGBA"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    side = int(MAX_PIXELS**0.5) + 10
    with pytest.raises(InvalidInput, match="像素太多"):
        prepare(upload(png_that_claims(side, side), "大.png"))
    with pytest.raises(InvalidInput, match="像素太多"):
        prepare(upload(png_that_claims(100_000, 100_000), "更大.png"))


def test_a_big_picture_is_made_smaller() -> None:
    kept = prepare(upload(picture(size=(LONGEST_SIDE + 500, 100)), "宽.jpg"))
    assert max(opened(kept.content).size) == LONGEST_SIDE


def test_a_broken_picture_is_told_as_broken() -> None:
    content = picture(size=(900, 900))
    for broken in (content[: len(content) // 2], png_that_claims(1000, 1000), content[:20]):
        with pytest.raises(InvalidInput, match="打不开"):
            prepare(upload(broken, "坏.jpg"))


def test_the_same_photograph_is_the_same_bytes_again() -> None:
    lying = photograph_with_place()
    assert prepare(upload(lying, "a.jpg")).sha256 == prepare(upload(lying, "b.jpg")).sha256
