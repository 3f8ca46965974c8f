"""The database itself refuses to rewrite the record, and lists each new event as not sealed yet."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION journal_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal_unsealed (event_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER await_seal AFTER INSERT ON journal_event FOR EACH ROW EXECUTE FUNCTION journal_await_seal();
"""
TABLES = ("journal_event", "journal_leaf", "journal_seal", "journal_head")


def guards(table: str) -> str:
    return f"""
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION journal_refuse();
    CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
    """


def unguard(table: str) -> str:
    return f"DROP TRIGGER append_only ON {table}; DROP TRIGGER never_emptied ON {table};"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(
            FORWARD + "".join(guards(table) for table in TABLES),
            "".join(unguard(table) for table in TABLES)
            + """
            DROP TRIGGER await_seal ON journal_event;
            DROP FUNCTION journal_await_seal();
            DROP FUNCTION journal_refuse();
            """,
        )
    ]
