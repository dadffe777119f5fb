"""Write `openapi.json`, the committed contract of the REST API: `python -m tomik.config.contract`."""

from __future__ import annotations

import os
from pathlib import Path

TARGET = Path(__file__).resolve().parents[3] / "openapi.json"


def main() -> None:
    """Write the contract of the API as it is now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomik.config.settings")
    import django

    django.setup()
    from tomik.config.api import contract

    TARGET.write_text(contract(), encoding="utf-8")
    print(TARGET)


if __name__ == "__main__":
    main()
