"""Row-level security: migration operations that fence a table, and the list of tables that need no fence."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

APP_ROLE = "tomik_app"

SCOPE_FUNCTIONS = """
CREATE OR REPLACE FUNCTION tomik_scope_ids(setting text) RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT unnest(coalesce(nullif(current_setting('tomik.' || setting, true), ''), '{}')::bigint[]) $$;
"""

_COLUMNS = {
    "school": "school_ids",
    "pupil": "pupil_school_ids",
    "municipality": "municipality_ids",
    "region": "region_ids",
}


def fence(table: str, *, kind: str = "school", column: str | None = None, also: str = "") -> RunSQL:
    """Enable row security on `table`: rows whose `column` is in the session's scope are visible and writable.

    kind: school | pupil (names: only inside the school) | municipality | region.
    `also` is a further SQL condition that makes a row visible (not writable).
    """
    name = column or {"pupil": "school_id"}.get(kind, f"{kind}_id")
    inside = f"{name} IN (SELECT tomik_scope_ids('{_COLUMNS[kind]}'))"
    visible = f"({inside})" + (f" OR ({also})" if also else "")
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({visible});"
        f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({inside});"
        f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({inside}) WITH CHECK ({inside});"
        f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({inside});",
        f"DROP POLICY {table}_read ON {table}; DROP POLICY {table}_insert ON {table};"
        f"DROP POLICY {table}_update ON {table}; DROP POLICY {table}_delete ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


# Tables without a school in them, each with the reason. The architecture test knows no other exceptions.
UNFENCED: dict[str, str] = {
    "django_migrations": "bookkeeping of the schema, no tenant data",
    "django_content_type": "names of models",
    "django_session": "opaque sessions, read by their secret key",
    "auth_permission": "names of permissions",
    "auth_group": "unused groups of the framework",
    "auth_group_permissions": "unused groups of the framework",
    "accounts_user": "sign-in comes before any scope; services show only members of one's own units",
    "accounts_user_groups": "unused groups of the framework",
    "accounts_user_user_permissions": "unused permissions of the framework",
    "account_emailaddress": "sign-in comes before any scope",
    "account_emailconfirmation": "sign-in comes before any scope",
    "mfa_authenticator": "sign-in comes before any scope",
    "socialaccount_socialaccount": "sign-in comes before any scope",
    "socialaccount_socialapp": "sign-in comes before any scope",
    "socialaccount_socialtoken": "sign-in comes before any scope",
    "territory_region": "public reference: names of territories",
    "territory_municipality": "public reference: names of territories",
    "territory_membership": "read in order to compute the scope; services show only one's own units",
    "territory_invitation": "opened by its secret before any scope; services show only one's own units",
    "territory_school": "public reference: the register of schools; needed to compute the scope",
    "territory_schoolversion": "public reference: former names of schools",
    "territory_building": "public reference: addresses of schools",
    "catalogue_subject": "shared catalogue",
    "catalogue_work": "shared catalogue",
    "catalogue_editionset": "shared catalogue",
    "catalogue_edition": "shared catalogue",
    "catalogue_federallist": "shared catalogue: the federal list",
    "catalogue_federallistrow": "shared catalogue: the federal list",
    "catalogue_federallistlink": "shared catalogue: the federal list",
    "catalogue_setstatus": "shared catalogue: the federal list",
    "config_cache": "counts of attempts to sign in, before any scope; nothing of a school",
    "fund_formcode": "codes of official forms, the same for all",
    "fund_reportday": "days of reports: the same for all",
    "provision_subjectnorm": "federal norms, the same for all",
}
UNFENCED_PREFIXES: dict[str, str] = {"procrastinate_": "queue of jobs: arguments are identifiers only"}
