"""REST of the fund: receipts and moves."""

from __future__ import annotations

from ninja import Router

from tomik.fund.rest_moves import router as moves
from tomik.fund.rest_receipts import router as receipts

router = Router()
router.add_router("", receipts)
router.add_router("", moves)
