"""The database writes down what each change of a case changes in the figures (docs/decisions/0030)."""

from django.db import migrations

SETTLED = "('closed', 'not_accepted', 'withdrawn', 'archived')"
COLUMNS = ["received_at", "channel", "kind", "category_id", "region_id", "lead_unit_id"]


def row(record: str, sign: int) -> str:
    return f"""
        IF {record}.received_at IS NOT NULL THEN
            INSERT INTO reporting_change (day, channel, kind, category, region, unit, number, settled)
            VALUES (
                ({record}.received_at AT TIME ZONE 'Asia/Shanghai')::date, {record}.channel, {record}.kind,
                coalesce({record}.category_id, ''), coalesce({record}.region_id, ''),
                coalesce({record}.lead_unit_id::text, ''),
                {sign}, CASE WHEN {record}.state IN {SETTLED} THEN {sign} ELSE 0 END
            );
        END IF;"""


def compared(record: str) -> str:
    columns = ", ".join(f"{record}.{name}" for name in COLUMNS)
    return f"({columns}, {record}.state IN {SETTLED})"


FORWARD = f"""
CREATE FUNCTION reporting_note_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {row("OLD", -1)}
    END IF;
    IF TG_OP <> 'DELETE' THEN {row("NEW", 1)}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER reporting_comes_or_goes AFTER INSERT OR DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION reporting_note_case();
CREATE TRIGGER reporting_moves AFTER UPDATE ON cases_case
    FOR EACH ROW WHEN ({compared("OLD")} IS DISTINCT FROM {compared("NEW")})
    EXECUTE FUNCTION reporting_note_case();
"""
BACKWARD = """
DROP TRIGGER reporting_moves ON cases_case;
DROP TRIGGER reporting_comes_or_goes ON cases_case;
DROP FUNCTION reporting_note_case();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("cases", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
