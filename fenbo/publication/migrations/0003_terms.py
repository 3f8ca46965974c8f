"""What published texts are found by: their words and, as marks, the week (and four, and sixteen weeks), the place, the subject and the unit.

In one index, since looking for all of these together is quick where sifting ten thousand texts is not. The function is
given a high cost, and is one that the planner cannot see into, so that it never reckons it cheap to go without the index.
Nor may the cost lead it to ask several processes for one search: to start them takes longer than the search.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

COLUMNS = ("words", "published_at", "prefecture", "region", "subject", "category", "unit")
FORWARD = """
CREATE FUNCTION publication_terms(
    words tsvector, published_at timestamptz, prefecture text, region text, subject text, category text, unit bigint
) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE COST 10000 AS $$ BEGIN
RETURN words || array_to_tsvector(array_remove(ARRAY[
    'week:' || floor(extract(epoch FROM published_at) / 604800)::int::text,
    'month:' || floor(extract(epoch FROM published_at) / 604800 / 4)::int::text,
    'season:' || floor(extract(epoch FROM published_at) / 604800 / 16)::int::text,
    'in:' || left(prefecture, 2), 'in:' || prefecture, 'in:' || region,
    'about:' || subject, 'about:' || category, 'by:' || unit::text
], NULL));
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0002_never_secret")]
    operations = [
        migrations.RunSQL(FORWARD, "DROP FUNCTION publication_terms"),
        migrations.AddIndex(
            "publication",
            django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    *(models.F(name) for name in COLUMNS),
                    function="publication_terms",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="public_words",
                condition=models.Q(("published_at__isnull", False)),
                fastupdate=False,
            ),
        ),
    ]
