"""The cache that all processes share: attempts to sign in are counted once, whichever process meets them.

Unlogged: after a power cut it is empty, which only makes the counting begin anew.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("config", "0001_history"), ("kernel", "0001_scope")]

    operations = [
        migrations.RunSQL(
            "CREATE UNLOGGED TABLE config_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
            " expires timestamptz NOT NULL);"
            "CREATE INDEX config_cache_expires ON config_cache (expires);",
            "DROP TABLE config_cache",
        ),
    ]
