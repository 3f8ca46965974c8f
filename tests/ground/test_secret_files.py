"""Secrets that the installation makes for itself."""

from pathlib import Path

import pytest

from config import settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.delenv("FENBO_TRIAL", raising=False)


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    made = settings.secret("FENBO_TRIAL")
    assert len(made) >= 40
    assert settings.secret("FENBO_TRIAL") == made
    assert (tmp_path / "secrets" / "fenbo_trial").read_text() == made


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    settings.secret("FENBO_TRIAL")
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "fenbo_trial").stat().st_mode & 0o777 == 0o600


def test_the_environment_comes_first_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENBO_TRIAL", "given")
    assert settings.secret("FENBO_TRIAL") == "given"
    assert not (tmp_path / "secrets").exists()


def test_two_secrets_differ() -> None:
    assert settings.secret("FENBO_TRIAL") != settings.secret("FENBO_OTHER_TRIAL")
