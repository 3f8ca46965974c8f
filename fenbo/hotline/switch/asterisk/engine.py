"""Where Asterisk's programs and files are on this machine."""

import hashlib
import hmac
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# What tools/telephone unpacked; it is used before what the system has, since that one's service may be running.
FETCHED = settings.BASE_DIR / ".telephone"


@dataclass(frozen=True, slots=True)
class Engine:
    program: Path
    modules: Path
    data: Path


def find() -> Engine | None:
    """The engine of this machine, or None where there is none."""
    fetched = FETCHED / "bin" / "asterisk"
    if (FETCHED / "place").exists() and fetched.exists():
        return _engine(fetched, FETCHED / "root")
    on_the_path = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    return _engine(Path(on_the_path), Path("/")) if on_the_path else None


def _engine(program: Path, root: Path) -> Engine | None:
    modules = next(root.glob("usr/lib/**/asterisk/modules/app_queue.so"), None)
    documentation = next(root.glob("usr/share/asterisk/documentation"), None) or next(
        root.glob("var/lib/asterisk/documentation"), None
    )
    if modules is None or documentation is None:
        return None
    return Engine(program, modules.parent, documentation.parent)


def voice() -> str | None:
    """The program that reads prompts aloud."""
    fetched = FETCHED / "bin" / "espeak-ng"
    return str(fetched) if fetched.exists() else shutil.which("espeak-ng")


def home() -> Path:
    """What Asterisk writes and reads for Fenbo; nobody else may look in."""
    folder: Path = settings.VAR / "telephone"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(purpose: str) -> str:
    """A password that needs no storing: it follows from the installation's key and what it is for."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"hotline {purpose}".encode(), "sha256").hex()[:32]


def disguised(phone: str) -> str:
    """How Asterisk knows a barred number: it can make the same of the caller's, and nobody can go back."""
    return hashlib.sha1(f"{secret('barred')}{phone}".encode()).hexdigest()
