"""Which database: any PostgreSQL by DATABASE_URL, otherwise the embedded one; and as which role.

Two roles share one database. The owner holds the tables and is not subject to row security: migrations and the
operator's commands. `tomik_app` serves people: row security applies to it, and it may not change the ledger's rows.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tomik.config import embedded

OLDEST_SERVER = 15
APP_ROLE_OPTION = f"-c role={embedded.APP_ROLE}"
# Commands of manage.py that serve people; all others maintain and run as the owner.
_SERVING = {"runserver", "procrastinate"}
_FORGET_SCOPE = (
    "SELECT set_config(name, '', false) FROM unnest(ARRAY['tomik.user_id', 'tomik.region_ids',"
    " 'tomik.municipality_ids', 'tomik.school_ids', 'tomik.pupil_school_ids', 'tomik.why', 'tomik.origin']) AS name"
)


def databases(var_dir: Path) -> dict[str, dict[str, Any]]:
    """Return the DATABASES setting. Starts the embedded server unless DATABASE_URL names another.

    Raises EmbeddedError or psycopg.ProgrammingError (a DATABASE_URL that cannot be read).
    """
    role = _role()
    dsn = owner_dsn(var_dir) if role == "owner" else app_dsn(var_dir)
    return {"default": django_settings(dsn, pool=pool_size() if role == "app" else 0)}


def owner_dsn(var_dir: Path) -> str:
    """Return the address for the owner of the tables."""
    return os.environ.get("DATABASE_URL") or embedded.ensure_running(var_dir / "postgres").owner_dsn


def app_dsn(var_dir: Path) -> str:
    """Return the address for the application: DATABASE_APP_URL, else the owner's taking the role tomik_app."""
    if address := os.environ.get("DATABASE_APP_URL"):
        return address
    if address := os.environ.get("DATABASE_URL"):
        return as_app(address)
    return embedded.ensure_running(var_dir / "postgres").app_dsn


def as_app(dsn: str) -> str:
    """Return the address with the session's role set to tomik_app (the login itself may be the owner's)."""
    options = str(conninfo_to_dict(dsn).get("options") or "")
    return make_conninfo(dsn, options=f"{options} {APP_ROLE_OPTION}".strip())


def django_settings(dsn: str, *, pool: int = 0) -> dict[str, Any]:
    """Return one entry of DATABASES for an address; `pool` is the most connections kept, 0 for no pool."""
    parts = conninfo_to_dict(dsn)
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    entry: dict[str, Any] = {name: str(parts.pop(key, None) or "") for name, key in named.items()}
    options: dict[str, Any] = dict(parts)
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10, "reset": forget_scope}
    # A connection is tried before it is lent: after a restart of the database nobody meets a dead one.
    kept = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": bool(pool)}
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options, **kept, **entry}


def forget_scope(connection: psycopg.Connection[Any]) -> None:
    """Clear the scope of a connection that goes back to the pool: the next user must set their own."""
    connection.execute(_FORGET_SCOPE)
    connection.commit()


def pool_size() -> int:
    """Return how many connections one process keeps: one per thread and a spare."""
    return int(os.environ.get("TOMIK_THREADS", "4")) + 1


def check_server(dsn: str) -> str:
    """Return one clear line if the server cannot be used, otherwise an empty string."""
    try:
        with psycopg.connect(dsn, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        return f"Cannot connect to the database: {' '.join(str(error).split())}"
    if version < OLDEST_SERVER:
        return f"PostgreSQL {version} is too old: Tomik needs {OLDEST_SERVER} or newer."
    return ""


def _role() -> str:
    """Return "owner" or "app": TOMIK_DB_ROLE, else by the program that runs."""
    if role := os.environ.get("TOMIK_DB_ROLE"):
        if role not in {"owner", "app"}:
            raise embedded.EmbeddedError(f"TOMIK_DB_ROLE is “{role}”; it must be owner or app.")
        return role
    program, *arguments = [*sys.argv, ""]
    is_manage = Path(program).name in {"manage.py", "django-admin"}
    return "owner" if is_manage and arguments[0] not in _SERVING else "app"
