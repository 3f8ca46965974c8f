"""The database itself refuses to show everybody what must never be public, whoever asks it to and by what way."""

from django.db import migrations

# The same reasons as `drafting.barred`.
SECRET = """{row}.kind = 'report' OR {row}.is_confidential OR {row}.under_inquiry OR {row}.names_official
    OR NOT {row}.may_publish OR {row}.lead_case_id IS NOT NULL"""

FORWARD = f"""
CREATE FUNCTION publication_refuse_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_case WHERE id = NEW.case_id AND ({SECRET.format(row="cases_case")})) THEN
        RAISE EXCEPTION 'case % is never published', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER never_secret BEFORE INSERT OR UPDATE ON publication_publication
    FOR EACH ROW WHEN (NEW.published_at IS NOT NULL) EXECUTE FUNCTION publication_refuse_secret();

CREATE FUNCTION publication_hide_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE publication_publication SET published_at = NULL WHERE case_id = NEW.id AND published_at IS NOT NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER hide_secret
    AFTER UPDATE OF kind, is_confidential, under_inquiry, names_official, may_publish, lead_case_id ON cases_case
    FOR EACH ROW WHEN ({SECRET.format(row="NEW")}) EXECUTE FUNCTION publication_hide_secret();
"""
BACKWARD = """
DROP TRIGGER hide_secret ON cases_case;
DROP FUNCTION publication_hide_secret();
DROP TRIGGER never_secret ON publication_publication;
DROP FUNCTION publication_refuse_secret();
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial"), ("cases", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
