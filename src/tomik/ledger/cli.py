"""`tomik ledger`: verify and repair."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tomik.ledger.verification import rebuild_balances, verify

COUNTED = {
    "entries": gettext_lazy("entries"),
    "transfers": gettext_lazy("transfers"),
    "lots": gettext_lazy("lots"),
    "accounts": gettext_lazy("accounts"),
    "balances": gettext_lazy("balances"),
}


def number(count: int) -> str:
    """A count as people read it: digits in groups of three."""
    return number_format(count, force_grouping=True)


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
        print(", ".join(f"{COUNTED[name]}: {number(count)}" for name, count in result.counts.items()))
        for mismatch in result.mismatches:
            print(f"{_('MISMATCH')} {mismatch.check}: {number(mismatch.count)}")
            for example in mismatch.examples:
                print(f"  {example}")
        print(_("The ledger is sound.") if result.is_sound else _("The ledger is NOT sound."))
    return 0 if result.is_sound else 1


def _rebuild(_arguments: argparse.Namespace) -> int:
    corrected = rebuild_balances()
    words = ngettext("%(count)s balance was corrected", "%(count)s balances were corrected", corrected)
    print(words % {"count": number(corrected)})
    return 0
