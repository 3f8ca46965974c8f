import pytest

from fenbo.files.names import shown, with_extension


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\照片\\门口.png", "门口.png"),
        # The reading direction turned, so that "gpj.exe" would be read as "exe.jpg".
        ("发票\u202egpj.exe", "发票gpj.exe"),
        ("a\u200bb\x00c.pdf", "abc.pdf"),
        ('<b>"粗"</b>.pdf', "b.pdf"),
        ("  .jpg", "jpg"),
        ("...", "附件"),
        ("", "附件"),
        ("没有扩展名", "没有扩展名"),
        ("换\n行.pdf", "换行.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(given: str, seen: str) -> None:
    assert shown(given) == seen


def test_a_long_name_keeps_its_beginning_and_its_extension() -> None:
    assert shown("长" * 500 + ".jpeg") == "长" * 80 + ".jpeg"


def test_the_extension_follows_what_is_inside() -> None:
    assert with_extension("照片.HEIC", "jpg") == "照片.jpg"
    assert with_extension("没有扩展名", "pdf") == "没有扩展名.pdf"
