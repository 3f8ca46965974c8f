"""File names as people may see them."""

import re
import unicodedata

LONGEST_STEM = 80
NAMELESS = "附件"
# What has a meaning to some file system or shell.
UNFIT = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')


def shown(name: str) -> str:
    """The last part of a path, without characters that cannot be seen or that turn the reading direction."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    text = re.sub(r"\s+", " ", UNFIT.sub("", seen)).strip(" .")
    stem, dot, extension = text.rpartition(".")
    if not dot or not extension.isalnum():
        return text[:LONGEST_STEM] or NAMELESS
    return f"{stem[:LONGEST_STEM].rstrip(' .') or NAMELESS}.{extension[:10]}"


def with_extension(name: str, extension: str) -> str:
    """The name under the extension of what is really inside."""
    stem, dot, old = name.rpartition(".")
    return f"{stem if dot and old.isalnum() else name}.{extension}"
