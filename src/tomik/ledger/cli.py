"""`tomik ledger`: verify and repair."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.utils.translation import gettext as _

from tomik.ledger.verification import rebuild_balances, verify


def register(subparsers: Any) -> None:
    """Add the group `ledger`."""
    group = subparsers.add_parser("ledger", help=_("Check the ledger.")).add_subparsers()
    check = group.add_parser("verify", help=_("Recompute everything; exit code 1 on any mismatch."))
    check.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    check.set_defaults(run=_verify)
    rebuild = group.add_parser("rebuild-balances", help=_("Write the balances anew from the transfers."))
    rebuild.set_defaults(run=_rebuild)


def _verify(arguments: argparse.Namespace) -> int:
    result = verify()
    if arguments.json:
        print(json.dumps(result.as_dict(), ensure_ascii=False, indent=2))
    else:
        print(", ".join(f"{name}: {count:,}" for name, count in result.counts.items()))
        for mismatch in result.mismatches:
            print(f"MISMATCH {mismatch.check}: {mismatch.count}")
            for example in mismatch.examples:
                print(f"  {example}")
        print("sound" if result.is_sound else "NOT sound")
    return 0 if result.is_sound else 1


def _rebuild(_arguments: argparse.Namespace) -> int:
    print(f"{rebuild_balances()} balances were corrected")
    return 0
