"""The page from which anybody checks the published counts."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from fenbo.journal import operations, outside, publishing
from tests.cast import NOON, Cast, hours


def test_what_is_downloaded_holds(cast: Cast, client: Client, settings: object, tmp_path: Path) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    cast.closed()
    operations.seal_new_events(now=NOON)
    operations.publish_head(now=NOON + hours(24))
    publishing.write_new()
    page = client.get(reverse("website:record")).content.decode()
    file = tmp_path / "downloaded"
    file.write_bytes(b"".join(client.get(reverse("website:record_file"))))

    (head,) = outside.verify(outside.read(str(file)))
    assert (head["received"], head["closed"]) == (1, 1)
    assert head["root"] in page
    assert b"RFC 9162" in b"".join(client.get(reverse("website:record_verifier")))


@pytest.mark.django_db
def test_before_the_first_day_is_over_it_says_so(client: Client) -> None:
    assert "还没有公布过记录头" in client.get(reverse("website:record")).content.decode()
