from uuid import UUID

from procrastinate.contrib.django import app

from fenbo.assistance import operations
from fenbo.core import clock


@app.task(name="assistance.draft")
def draft(draft_id: str) -> None:
    """What a killed worker had begun is asked once more; only the first answer is kept."""
    operations.carry_out(draft_id=UUID(draft_id), now=clock.now())
