"""Row-level security of the tables of `writeoff`, and what the database itself refuses."""

from django.db import migrations

from tomik.kernel.rls import fence

STAYS = """
CREATE FUNCTION writeoff_act_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('posted', 'disposed', 'reversed') AND (TG_OP = 'DELETE'
     OR NEW.state NOT IN ('posted', 'disposed', 'reversed')
     OR (NEW.school_id, NEW.uid, NEW.number, NEW.acted_on, NEW.reason, NEW.operation_uid, NEW.commission_id, NEW.present)
        IS DISTINCT FROM
        (OLD.school_id, OLD.uid, OLD.number, OLD.acted_on, OLD.reason, OLD.operation_uid, OLD.commission_id, OLD.present)) THEN
    RAISE EXCEPTION 'a posted act stays as it is' USING ERRCODE = 'TK004';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER writeoff_act_stays BEFORE UPDATE OR DELETE ON writeoff_writeoffact
  FOR EACH ROW EXECUTE FUNCTION writeoff_act_stays();
CREATE FUNCTION writeoff_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM writeoff_writeoffact WHERE id = OLD.act_id AND state IN ('posted', 'disposed', 'reversed')) THEN
    RAISE EXCEPTION 'a line of a posted act stays as it is' USING ERRCODE = 'TK004';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER writeoff_line_stays BEFORE UPDATE OR DELETE ON writeoff_writeoffline
  FOR EACH ROW EXECUTE FUNCTION writeoff_line_stays();
CREATE FUNCTION writeoff_disposal_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: disposals are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = 'TK004';
END $$;
CREATE TRIGGER writeoff_disposal_never BEFORE UPDATE OR DELETE OR TRUNCATE ON writeoff_disposal
  FOR EACH STATEMENT EXECUTE FUNCTION writeoff_disposal_never();
"""
GOES = """
DROP FUNCTION writeoff_act_stays() CASCADE;
DROP FUNCTION writeoff_line_stays() CASCADE;
DROP FUNCTION writeoff_disposal_never() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope"), ("writeoff", "0001_initial")]
    operations = [
        fence("writeoff_commission"),
        fence("writeoff_commissionmember"),
        fence("writeoff_writeoffact"),
        fence("writeoff_writeoffline"),
        fence("writeoff_disposal"),
        migrations.RunSQL(STAYS, GOES),
    ]
