"""`python -m benchmarks.asked_pairs FILE`: how often two messages that are alike are of the same matter.

FILE is the public file of messages (CSV with id, title, text; may be .gz), which is not part of the project. Sixty pairs of
it, from two people and within thirty days, twenty drawn by dice from each range of likeness, were read and labelled by one
person (`asked_pairs.csv`): the same matter is one that a dispatcher would give to one unit as one case; doubt is a no.
"""

import sys
from collections import Counter
from pathlib import Path

from benchmarks import ground

RANGES = ((0.28, 0.35), (0.35, 0.6), (0.6, 1.01))


def run(file: Path) -> None:
    ground.ready_django()
    from fenbo.cases import words
    from fenbo.core import tables
    from fenbo.dispatch import likeness
    from fenbo.judgement import lessons

    cut = {
        row["id"]: set(words.cut(f"{row['title']} {row['text']}"))
        for row in lessons.read(file, "id", "title", "text")
    }
    counts = Counter(word for one in cut.values() for word in one)
    likeness.frequencies = lambda: (len(cut), counts)  # type: ignore[assignment]
    pairs = [
        (likeness.likeness_of(cut[row["one"]], cut[row["other"]]), row["same"] == "yes")
        for row in tables.rows(Path(__file__).parent / "asked_pairs.csv")
    ]
    for low, high in RANGES:
        labels = [same for like, same in pairs if low <= like < high]
        print(f"{low:.2f} to {min(high, 1):.2f}: {sum(labels)} of {len(labels)} the same matter")
    print(f"all: {sum(same for _like, same in pairs)} of {len(pairs)}")


if __name__ == "__main__":
    run(Path(sys.argv[1]))
