"""How a file leaves the service."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse

from fenbo.core.ids import new_id
from fenbo.files.forms import FilesField, FilesInput
from fenbo.files.operations import attach
from fenbo.files.serving import serve
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
