"""What has been taken from which file, so that nothing is taken twice."""

from django.db import models

from fenbo.cases.models import Case


class Batch(models.Model):
    """One file, known by its content and not by its name."""

    file_hash = models.BinaryField(max_length=32, unique=True)
    file_name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class Row(models.Model):
    """One record that became a case. Its key is made of the file and the row's number."""

    key = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    # Over what the record says: the same record in another file is noticed.
    digest = models.BinaryField(max_length=32, unique=True)
    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="row_once_in_its_batch")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"
