"""The job worker's process (`python -m tomik.config.worker`), started by `tomik serve`."""

from __future__ import annotations

import os

from tomik.config.orphans import end_with_parent

CONCURRENCY = 2


def main() -> None:
    """Run jobs until asked to stop; a second request to stop aborts the running ones."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomik.config.settings")
    import django

    django.setup()
    end_with_parent()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(concurrency=CONCURRENCY, name="tomik", delete_jobs="never", listen_notify=True)


if __name__ == "__main__":
    main()
