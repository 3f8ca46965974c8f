"""How a file leaves the service."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse

from fenbo.core.ids import new_id
from fenbo.files.forms import FilesField, FilesInput
from fenbo.files.operations import attach
from fenbo.files.serving import play, serve
from tests.files.makers import document, picture, sound, upload


def served(content: bytes, name: str) -> FileResponse:
    kept = attach(owner=new_id(), upload=upload(content, name), actor_name="诉求人", now=datetime.now(UTC))
    return serve(kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name"), [(picture(), "a.jpg"), (document(), "b.pdf"), (sound(), "c.wav")]
)
def test_no_browser_may_guess_or_run_what_is_inside(content: bytes, name: str) -> None:
    response = served(content, name)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    response.close()


@pytest.mark.django_db
def test_a_picture_is_shown_and_everything_else_is_saved() -> None:
    shown, saved = served(picture(), "门口.jpg"), served(document(), "证明.pdf")
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    assert "%E8%AF%81%E6%98%8E.pdf" in saved["Content-Disposition"]
    assert b"".join(saved).startswith(b"%PDF")
    for response in (shown, saved):
        response.close()


def test_the_form_field_tells_of_a_bad_file_and_gives_the_good_ones() -> None:
    field = FilesField(required=False)
    assert field.clean([]) == []
    good = field.clean([SimpleUploadedFile("a.jpg", picture()), SimpleUploadedFile("b.wav", sound())])
    assert [file.name for file in good] == ["a.jpg", "b.wav"]


def test_the_form_field_refuses_with_the_names_of_the_bad_files() -> None:
    from django.core.exceptions import ValidationError

    field = FilesField()
    with pytest.raises(ValidationError, match="空文件"):
        field.clean([SimpleUploadedFile("a.jpg", b"")])
    with pytest.raises(ValidationError):
        field.clean([])
    assert "multiple" in str(FilesInput().render("files", None))
    assert ".heic" in str(FilesInput().render("files", None))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, None),
        ("bytes=0-1", 0, 1),
        ("bytes=10-19", 10, 19),
        ("bytes=-4", -4, None),
        ("bytes=40-99999999", 40, None),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(asked: str, first: int, last: int | None) -> None:
    content = sound()
    kept = attach(owner=new_id(), upload=upload(content, "c.wav"), actor_name="热线", now=datetime.now(UTC))
    response = play(kept, asked)
    part = content[first : None if last is None else last + 1]
    begins = first % len(content)
    assert response.status_code == 206
    assert b"".join(response) == part
    assert response["Content-Range"] == f"bytes {begins}-{begins + len(part) - 1}/{len(content)}"
    assert response["Content-Length"] == str(len(part))
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=5-9,20-29", "pages=1-2", "bytes=a-b"])
def test_without_one_clear_range_it_gets_the_whole(asked: str) -> None:
    content = sound()
    kept = attach(owner=new_id(), upload=upload(content, "c.wav"), actor_name="热线", now=datetime.now(UTC))
    response = play(kept, asked)
    assert response.status_code == 200
    assert b"".join(response) == content
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-5", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(asked: str) -> None:
    kept = attach(owner=new_id(), upload=upload(sound(), "c.wav"), actor_name="热线", now=datetime.now(UTC))
    response = play(kept, asked)
    assert response.status_code == 416
    assert response["Content-Range"].startswith("bytes */")
