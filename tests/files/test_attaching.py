"""Files are checked, kept once, and found again with their owner."""

import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from fenbo.core.errors import InvalidInput
from fenbo.core.ids import new_id
from fenbo.files import storage
from fenbo.files.operations import attach, prepare, prepare_all
from fenbo.files.queries import attachments_of
from tests.files.makers import active_document, document, picture, sound, upload

NOW = datetime(2020, 3, 9, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_an_attachment_is_kept_with_its_owner() -> None:
    owner = new_id()
    kept = attach(owner=owner, upload=upload(picture(), "../门口.jpg"), actor_name="诉求人", now=NOW)
    assert list(attachments_of(owner)) == [kept]
    assert (kept.name, kept.mime, kept.uploaded_by, kept.is_public) == (
        "门口.jpg",
        "image/jpeg",
        "诉求人",
        False,
    )
    assert storage.place(kept.stored_name).read_bytes()[:2] == b"\xff\xd8"
    assert kept.size == storage.place(kept.stored_name).stat().st_size


@pytest.mark.django_db
def test_files_lie_in_folders_and_only_the_service_reads_them(folder: Path) -> None:
    kept = attach(owner=new_id(), upload=upload(sound(), "录音.wav"), actor_name="话务员", now=NOW)
    path = folder / kept.stored_name
    assert len(path.relative_to(folder).parts) == 3
    assert path.stat().st_mode & 0o077 == 0
    assert not list(folder.rglob("*.part"))


@pytest.mark.django_db
def test_the_same_file_sent_twice_is_kept_once(folder: Path) -> None:
    owner = new_id()
    first, again = (
        attach(owner=owner, upload=upload(document(), "证明.pdf"), actor_name="诉求人", now=NOW) for _ in "ab"
    )
    assert first == again
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db
def test_an_owner_has_at_most_so_many_files_under_each_label(settings: Settings) -> None:
    settings.MAX_ATTACHMENTS = 2
    owner = new_id()
    for side in (10, 20):
        attach(owner=owner, upload=upload(picture(size=(side, 9)), "a.jpg"), actor_name="诉求人", now=NOW)
    with pytest.raises(InvalidInput, match="最多 2 个"):
        attach(owner=owner, upload=upload(picture(size=(30, 9)), "a.jpg"), actor_name="诉求人", now=NOW)
    attach(owner=owner, upload=upload(picture(), "a.jpg"), actor_name="办理员", now=NOW, label="reply")
    assert attachments_of(owner).count() == 3


@pytest.mark.usefixtures("django_db_setup")
def test_two_uploads_at_once_cannot_pass_the_limit(
    settings: Settings, django_db_blocker: DjangoDbBlocker
) -> None:
    settings.MAX_ATTACHMENTS = 1
    owner = new_id()
    start = threading.Barrier(2)

    def send(side: int) -> None:
        start.wait()
        with suppress(InvalidInput):
            attach(owner=owner, upload=upload(picture(size=(side, 9)), "a.jpg"), actor_name="诉求人", now=NOW)
        connection.close()

    with django_db_blocker.unblock():
        threads = [threading.Thread(target=send, args=(side,)) for side in (10, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert attachments_of(owner).count() == 1
        # These rows were really committed, since two connections must see each other.
        attachments_of(owner).delete()


def test_a_form_with_too_many_files_is_refused_before_any_is_read(settings: Settings) -> None:
    settings.MAX_ATTACHMENTS = 2
    with pytest.raises(InvalidInput, match="最多 2 个"):
        prepare_all([upload(b"x", "a.jpg")] * 3)


def test_an_empty_file_is_told(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="空文件"):
        prepare(upload(b"", "a.jpg"))
    assert not folder.exists()


def test_eleven_megabytes_are_too_much() -> None:
    with pytest.raises(InvalidInput, match="最多 10 MB"):
        prepare(upload(picture() + bytes(11 * 1024 * 1024), "a.jpg"))


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"<html><script>alert(1)</script></html>", "照片.jpg", "扩展名像是照片，但内容不是"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "图.svg", "不能收"),
        (b"<?xml version='1.0'?><svg/>", "图.png", "但内容不是"),
        (b"MZ\x90\x00" + bytes(200), "发票\u202egpj.exe", "不能收“发票gpj.exe”"),
        (b"PK\x03\x04" + bytes(200), "资料.zip", "不能收"),
        (b"GIF89a" + bytes(200), "动图.gif", "不能收"),
        (picture(), "证明.pdf", "扩展名像是PDF 文件，内容却是照片"),
        (active_document(), "照片.jpg", "内容却是PDF 文件"),
        (sound(), "照片.png", "内容却是录音"),
        ("你好".encode(), "说明.txt", "不能收"),
    ],
)
def test_what_is_not_taken_is_told_in_plain_words(content: bytes, name: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refusal:
        prepare(upload(content, name))
    assert refusal.value.field == "files"


@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [
        (sound(), "录音.wav", "audio/wav"),
        (b"ID3\x04" + bytes(300), "录音.mp3", "audio/mpeg"),
        (b"#!AMR\n" + bytes(300), "录音.amr", "audio/amr"),
        (b"OggS" + bytes(300), "录音.ogg", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(300), "录音.m4a", "audio/mp4"),
    ],
)
def test_recordings_of_telephones_are_taken(content: bytes, name: str, mime: str) -> None:
    kept = prepare(upload(content, name))
    assert (kept.kind.mime, kept.name) == (mime, name)
