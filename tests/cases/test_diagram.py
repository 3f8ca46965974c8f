from config.places import BASE_DIR
from fenbo.cases import diagram
from fenbo.cases.lifecycle import MOVES, Move


def test_the_drawn_lifecycle_is_the_one_in_the_code() -> None:
    assert (BASE_DIR / "docs" / "lifecycle.md").read_text(encoding="utf-8") == diagram.page(), (
        "run: fenbo lifecycle > docs/lifecycle.md"
    )


def test_the_page_shows_every_move_with_its_word() -> None:
    page = diagram.page()
    for move in {move for _state, move in MOVES}:
        assert f"| `{move.value}` | {Move(move).label} |" in page
