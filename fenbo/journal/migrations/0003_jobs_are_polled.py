from django.db import migrations

QUIET = "ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1"
LOUD = "ALTER TABLE procrastinate_jobs ENABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1"


class Migration(migrations.Migration):
    """A NOTIFY in a transaction makes its commit wait for every other such commit (docs/decisions/0004).

    Moves enqueue their jobs in their own transaction, so the workers look for jobs twice a second instead.
    """

    dependencies = [
        ("journal", "0002_append_only"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(QUIET, LOUD)]
