"""The table: for every address and method, the answer to each person of the cast.

Columns: librarian A, deputy A, head A, accountant A, teacher A, librarian B, coordinator, other coordinator, operator,
department, administrator, a person without a role, anonymous. Objects are of school A; a POST carries an empty body.
"""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = (
    "librarian_a", "deputy_a", "head_a", "accountant_a", "teacher_a", "librarian_b", "coordinator", "other_coordinator", "operator",
    "department", "administrator", "outsider", "anonymous",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One address and method: names of the arguments (fields of Objects) and the answers in the order of PEOPLE."""

    name: str
    arguments: tuple[str, ...]
    answers: str
    method: str = "GET"
    query: str = ""
    body: str = "{}"

    @property
    def expected(self) -> dict[str, int]:
        """Answer by person."""
        return dict(zip(PEOPLE, map(int, self.answers.split()), strict=True))


def by_role(answer: int, may: str, *, stranger: int = 404, anonymous: int = 302) -> str:
    """The answer for those who may («la da ha op …»), 403 for a weak role, `stranger` for who does not see school A."""
    keys = ("la", "da", "ha", "ac", "te", "lb", "co", "oc", "op", "de", "ad", "ou")
    strangers = {"lb", "oc", "ou"}
    allowed = set(may.split())
    told = [answer if key in allowed else stranger if key in strangers else 403 for key in keys]
    return " ".join(map(str, [*told, anonymous]))


def everyone(answer: int, anonymous: int = 302) -> str:
    """The same answer for all who are signed in."""
    return " ".join([str(answer)] * 12 + [str(anonymous)])


FIGURES = "la da ha ac te co op de ad"
BOOKS = "la da ha ac co op de ad"
INSIDE = "la da ha"
EDITORS = "la ha"
NOTERS = "la ha ac"
CATALOGUE = "op ad"
S = ("school",)
R = ("run",)
L = ("listed",)


def seen(name: str, *arguments: str, query: str = "") -> Row:
    """A page of figures of school A."""
    return Row(name, arguments, by_role(200, FIGURES), query=query)


def kept(name: str, *arguments: str, query: str = "") -> Row:
    """A register or a document of school A: for everyone who sees its figures but the teachers."""
    return Row(name, arguments, by_role(200, BOOKS), query=query)


def inside(name: str, *arguments: str) -> Row:
    """A page with names: not above the school."""
    return Row(name, arguments, by_role(200, INSIDE))


def edits(name: str, *arguments: str, answer: int, may: str = EDITORS, method: str = "POST") -> Row:
    """A change in school A."""
    return Row(name, arguments, by_role(answer, may), method=method)


def hidden(name: str, *arguments: str, answer: int, method: str = "POST") -> Row:
    """A change of what row security keeps inside the school: above it the object does not exist."""
    told = [answer, 403, answer, *[404] * 9, 302]
    return Row(name, arguments, " ".join(map(str, told)), method=method)


def operates(name: str, *arguments: str, answer: int, method: str = "POST") -> Row:
    """A change in the catalogue: whoever is not its keeper is refused, whatever the school."""
    return Row(name, arguments, by_role(answer, CATALOGUE, stranger=403), method=method)


def open_to_all(
    name: str, *arguments: str, answer: int = 200, anonymous: int = 302, method: str = "GET"
) -> Row:
    """The same for everyone who is signed in."""
    return Row(name, arguments, everyone(answer, anonymous), method=method)


FRAME = [
    open_to_all("today"),
    open_to_all("search"),
    open_to_all("ui:theme", answer=303, anonymous=303, method="POST"),
    open_to_all("ui:language", answer=303, anonymous=303, method="POST"),
    open_to_all("ui:favicon", answer=302),
    open_to_all("accounts:profile"),
    open_to_all("accounts:profile", answer=422, method="POST"),
    open_to_all("accounts:email", answer=302),
    open_to_all("accounts:email", answer=302, method="POST"),
]
TERRITORY = [
    Row("territory:schools", (), "200 200 200 200 200 200 200 200 200 200 200 403 302"),
    seen("territory:school", "school"),
    edits("territory:edit-school", "school", answer=200, may="op ad", method="GET"),
    edits("territory:edit-school", "school", answer=422, may="op ad"),
    edits("territory:new-building", "school", answer=200, may="la ha op ad", method="GET"),
    edits("territory:new-building", "school", answer=422, may="la ha op ad"),
    edits("territory:building", "school", "building", answer=200, may="la ha op ad", method="GET"),
    edits("territory:building", "school", "building", answer=422, may="la ha op ad"),
    open_to_all("territory:choose-unit", answer=404, method="POST"),
    Row("territory:members", (), "403 403 200 403 403 403 200 200 200 403 200 404 302"),
    Row("territory:members", (), "403 403 422 403 403 403 422 422 403 403 422 404 302", method="POST"),
    Row("territory:end-membership", ("membership",), "403 403 303 403 403 404 404 404 404 404 404 404 302", method="POST"),
    Row("territory:revoke", ("invitation",), "403 403 303 403 403 403 404 404 403 403 404 404 302", method="POST"),
    open_to_all("territory:accept", "secret", anonymous=200),
    open_to_all("territory:accept", "secret", answer=303, anonymous=422, method="POST"),
]  # fmt: skip
INTAKE = [
    open_to_all("intake:index"),
    Row("intake:upload", ("class_lists",), "200 403 200 403 403 200 404 404 404 404 404 404 302"),
    Row(
        "intake:upload",
        ("class_lists",),
        "422 403 422 403 403 422 404 404 404 404 404 404 302",
        method="POST",
    ),
    hidden("intake:run", "run", answer=303, method="GET"),
    hidden("intake:columns", "run", answer=200, method="GET"),
    hidden("intake:columns", "run", answer=422),
    hidden("intake:sheet", "run", answer=303),
    hidden("intake:apply", "run", answer=409),
    hidden("intake:undo", "run", answer=409),
    hidden("intake:progress", "run", answer=200, method="GET"),
    hidden("intake:problems", "run", answer=200, method="GET"),
    hidden("intake:answers", "run", answer=409),
    hidden("intake:file", "run", answer=200, method="GET"),
    Row("intake:delete-file", ("run",), "303 403 403 404 404 404 404 404 404 404 404 404 302", method="POST"),
]
PEOPLE_ROOM = [
    Row("people:classes", (), "200 200 200 200 200 200 404 404 404 404 404 404 302"),
    Row("people:new_class", (), "200 403 200 403 403 200 404 404 404 404 404 404 302"),
    Row("people:new_class", (), "422 403 422 403 403 422 404 404 404 404 404 404 302", method="POST"),
    inside("people:class", "group"),
    edits("people:edit_class", "group", answer=200, method="GET"),
    edits("people:edit_class", "group", answer=422),
    edits("people:new_pupil", "group", answer=200, method="GET"),
    edits("people:new_pupil", "group", answer=422),
    inside("people:class_xlsx", "group"),
    inside("people:class_pdf", "group"),
    Row("people:pupil", ("pupil",), "200 200 200 404 404 404 404 404 404 404 404 404 302"),
    hidden("people:pupil", "pupil", answer=422),
]
CATALOGUE_ROOM = [
    open_to_all("catalogue:search"),
    open_to_all("catalogue:set", "edition_set"),
    operates("catalogue:edit-set", "edition_set", answer=200, method="GET"),
    operates("catalogue:edit-set", "edition_set", answer=422),
    operates("catalogue:new-edition", "edition_set", answer=200, method="GET"),
    operates("catalogue:new-edition", "edition_set", answer=422),
    operates("catalogue:edit-edition", "edition", answer=200, method="GET"),
    operates("catalogue:edit-edition", "edition", answer=422),
    operates("catalogue:new-set", answer=200, method="GET"),
    operates("catalogue:new-set", answer=422),
    operates("catalogue:merge-set", "edition_set", answer=200, method="GET"),
    operates("catalogue:merge-set", "edition_set", answer=404),
    operates("catalogue:separate-set", "edition_set", answer=303),
    operates("catalogue:work-of-set", "edition_set", answer=200, method="GET"),
    operates("catalogue:work-of-set", "edition_set", answer=303),
    open_to_all("catalogue:work", "work"),
    operates("catalogue:edit-work", "work", answer=200, method="GET"),
    operates("catalogue:edit-work", "work", answer=422),
    operates("catalogue:delete-edition", "edition", answer=303),
    operates("catalogue:force", "listed", answer=200, method="GET"),
    operates("catalogue:force", "listed", answer=422),
    open_to_all("catalogue:lists"),
    operates("catalogue:load-list", answer=200, method="GET"),
    operates("catalogue:load-list", answer=422),
    open_to_all("catalogue:compare"),
    open_to_all("catalogue:list", "listed"),
    open_to_all("catalogue:row", "listed", "row_no"),
    operates("catalogue:link-row", "listed", "row_no", answer=404),
    open_to_all("catalogue:problems", "listed"),
    operates("catalogue:links", "listed", answer=200, method="GET"),
    operates("catalogue:decide-links", "listed", answer=303),
    operates("catalogue:delete-list", "listed", answer=303),
    open_to_all("catalogue:equivalence"),
    operates("catalogue:confirm-equivalence", answer=303),
    operates("catalogue:cancel-equivalence", "equivalence", answer=303),
    open_to_all("catalogue:proposals"),
    seen("catalogue:proposal", "proposal"),
    edits("catalogue:proposal", "proposal", answer=422, may=CATALOGUE),
    operates("catalogue:take-proposal", "proposal", answer=404),
    operates("catalogue:refuse-proposal", "proposal", answer=303),
]
ACCOUNTING = [
    Row("ledger:entries", (), "200 200 200 200 403 200 404 404 404 404 404 404 302"),
    kept("ledger:entries", "school"),
    kept("ledger:entry", "school", "entry"),
    edits("ledger:reverse", "school", "entry", answer=422),
    kept("ledger:periods", "school"),
    edits("ledger:close-period", "school", answer=422, may="ha"),
    edits("ledger:reopen-period", "school", answer=422, may="ha"),
    Row("fund:home", (), "200 200 200 200 200 200 404 404 404 404 404 404 302"),
    seen("fund:school", "school"),
    seen("fund:edition", "school", "edition"),
    edits("fund:labels", "school", answer=200, may="la", method="GET"),
    edits("fund:labels", "school", answer=422, may="la"),
    edits("fund:label-roll", "school", answer=422, may="la"),
    Row("fund:label-sheet", ("school", "labels"), by_role(200, "la"), query="stock=a4-65&look=bars&place=1"),
    edits("fund:bind", "school", answer=200, may="la", method="GET"),
    edits("fund:bind", "school", answer=422, may="la"),
    Row("fund:pile-undo", ("school", "absent"), by_role(422, "la"), method="POST", query="edition={edition}"),
    seen("fund:copies", "school"),
    seen("fund:copy", "school", "copy"),
    edits("fund:copy", "school", "copy", answer=422, may="la"),
    edits("fund:given-new", "school", answer=200, may="la", method="GET"),
    edits("fund:given-new", "school", answer=422, may="la"),
    edits("fund:opening", "school", answer=200, may="la", method="GET"),
    edits("fund:opening", "school", answer=200, may="la"),
    Row("fund:receipts-home", (), "200 200 200 200 403 200 404 404 404 404 404 404 302"),
    kept("fund:receipts", "school"),
    edits("fund:receipt-new", "school", answer=200, may="la", method="GET"),
    kept("fund:receipt", "school", "receipt"),
    kept("fund:receipt", "school", "receipt_draft"),
    edits("fund:receipt-edit", "school", "receipt_draft", answer=200, may="la", method="GET"),
    edits("fund:receipt-edit", "school", "receipt_draft", answer=422, may="la"),
    edits("fund:receipt-discard", "school", "receipt_draft", answer=422, may="la"),
    edits("fund:receipt-reverse", "school", "receipt", answer=422),
    edits("fund:receipt-accounting", "school", "receipt", answer=303, may=NOTERS),
    edits("fund:receipt-paper", "school", "receipt", "acceptance", answer=200, may=NOTERS, method="GET"),
    Row("fund:moves-home", (), "200 200 200 200 403 200 404 404 404 404 404 404 302"),
    kept("fund:moves", "school"),
    edits("fund:move-new", "school", answer=200, may="la", method="GET"),
    kept("fund:move", "school", "move"),
    kept("fund:move", "school", "move_draft"),
    edits("fund:move-edit", "school", "move_draft", answer=200, may="la", method="GET"),
    edits("fund:move-edit", "school", "move_draft", answer=422, may="la"),
    edits("fund:move-discard", "school", "move_draft", answer=422, may="la"),
    edits("fund:move-reverse", "school", "move", answer=422),
    edits("fund:move-paper", "school", "move", answer=200, may=NOTERS, method="GET"),
    edits("fund:handover", "school", answer=200, may="la", method="GET"),
    edits("fund:handover", "school", answer=200, may="la"),
]
REGISTERS = [
    edits("fund:printings", "school", answer=200, may=NOTERS, method="GET"),
    edits("fund:printing", "school", "absent", answer=404, may=NOTERS, method="GET"),
    edits("fund:receipt-lost", "school", "receipt", answer=404, may="la", method="GET"),
    edits("fund:receipt-lost", "school", "receipt", answer=404, may="la"),
    inside("fund:issue-sheets", "school"),
    Row("fund:issue-sheets", S, by_role(422, INSIDE), method="POST"),
    edits("fund:certificate", "school", answer=200, may=NOTERS, method="GET"),
    edits("fund:certificate", "school", answer=422, may=NOTERS),
    operates("fund:form-codes", answer=200, method="GET"),
    operates("fund:form-codes", answer=422),
    operates("fund:report-days", answer=200, method="GET"),
    operates("fund:report-days", answer=422),
    operates("fund:report-days-end", answer=422),
    Row("fund:registers", (), "200 200 200 200 403 200 404 404 404 404 404 404 302"),
    *(
        kept(f"fund:{name}", "school")
        for name in (
            "registers", "book", "book-xlsx", "book-pdf", "cards", "cards-journal-pdf", "inventory", "inventory-pdf", "given",
            "given-pdf", "as-of", "statistics", "closing", "accounting", "accounting-file",
        )
    ),
    kept("fund:card", "school", "card"),
    kept("fund:card-pdf", "school", "card"),
    kept("fund:cards-pdf", "school", query="numbers=1"),
    kept("fund:closing-act", "school", query="on=2026-09-02"),
    edits("fund:settings", "school", answer=200, may=NOTERS, method="GET"),
    edits("fund:settings", "school", answer=422, may=NOTERS),
    edits("fund:settings-numbers", "school", answer=422),
    edits("fund:closing", "school", answer=422, may=NOTERS),
    edits("fund:closing-file", "school", answer=422, may=NOTERS),
    edits("fund:closing-close", "school", answer=422, may="ha"),
    edits("fund:accounting-back", "school", answer=422, may=NOTERS),
    Row("fund:territory", (), "403 403 403 403 403 403 200 200 200 200 200 403 302"),
    Row("fund:territory-xlsx", (), "403 403 403 403 403 403 200 200 200 200 200 403 302"),
]  # fmt: skip
WRITEOFF = [
    Row("writeoff:home", (), "200 200 200 200 403 200 404 404 404 404 404 404 302"),
    kept("writeoff:acts", "school"),
    kept("writeoff:proposals", "school"),
    edits("writeoff:proposals", "school", answer=422, may="la"),
    edits("writeoff:new", "school", answer=200, may="la", method="GET"),
    edits("writeoff:new", "school", answer=422, may="la"),
    kept("writeoff:act", "school", "act"),
    kept("writeoff:act", "school", "project"),
    edits("writeoff:head", "school", "project", answer=200, may="la", method="GET"),
    edits("writeoff:head", "school", "project", answer=422, may="la"),
    edits("writeoff:add", "school", "project", answer=200, may="la", method="GET"),
    *(
        edits(f"writeoff:{name}", "school", "project", answer=422, may="la")
        for name in ("add", "codes", "lines", "leave-out", "submit", "discard", "post", "dispose")
    ),
    edits("writeoff:decide", "school", "project", answer=422),
    edits("writeoff:approve", "school", "project", answer=422, may="ha"),
    edits("writeoff:back", "school", "project", answer=422),
    edits("writeoff:reverse", "school", "act", answer=422),
    edits("writeoff:accounting", "school", "act", answer=422, may=NOTERS),
    kept("writeoff:paper", "school", "act", "act_form"),
    kept("writeoff:paper", "school", "project", "act_form"),
    kept("writeoff:commissions", "school"),
    edits("writeoff:new-commission", "school", answer=200, method="GET"),
    edits("writeoff:new-commission", "school", answer=422),
    edits("writeoff:end-commission", "school", "commission", answer=422),
]
REGION = "403 403 403 403 403 403 200 200 200 200 200 403 302"
PROVISION = [
    open_to_all("provision:home", answer=302),
    *(
        Row(f"provision:{name}", (), REGION)
        for name in ("region", "region-heat", "region-schools", "region-silent", "region-federal")
    ),
    *(
        seen(f"provision:{name}", "school")
        for name in (
            "school", "lacks", "surplus", "checklist", "checklist-xlsx", "checklist-pdf", "federal", "plan",
            "plan-list",
        )
    ),
    seen("provision:cell", "school", query="subject={subject}&grade=5"),
    edits("provision:line-new", "school", answer=200, method="GET"),
    edits("provision:line-new", "school", answer=200),
    edits("provision:line", "school", "line", answer=200, method="GET"),
    edits("provision:line", "school", "line", answer=422),
    edits("provision:line-delete", "school", "line", answer=303),
    edits("provision:reason", "school", "line", answer=200, method="GET"),
    edits("provision:reason", "school", "line", answer=422),
    edits("provision:copy-year", "school", answer=303),
    edits("provision:copy-class", "school", answer=422),
    edits("provision:textbook-line", "school", answer=422),
    edits("provision:approve", "school", answer=422, may="ha"),
]  # fmt: skip

REVERSAL = '{"reason": "Ошибка"}'
ENTRY = (
    '{"school": "SCHOOL", "kind": "issue", "occurred_on": "2026-11-24",'
    ' "lines": [{"lot": 0, "from_account": 0, "to_account": 0, "copies": 1}]}'
)
RECEIPT = (
    '{"uid": "01a20d13-0000-7000-8000-000000000002", "school": "SCHOOL", "received_on": "2026-11-24",'
    ' "lines": [{"edition": "01a20d13-0000-7000-8000-000000000003", "price_kopecks": 1, "copies": 1}]}'
)
MOVE = (
    '{"uid": "01a20d13-0000-7000-8000-000000000005", "school": "SCHOOL", "moved_on": "2026-11-24",'
    ' "from_building": "А", "to_building": "Б", "lines": [{"lot": 1, "copies": 1}]}'
)
WRITEOFF_ACT = '{"uid": "01a20d13-0000-7000-8000-000000000004", "school": "SCHOOL", "acted_on": "2026-11-24", "reason": "wear"}'
API = [
    open_to_all("api:openapi-json", anonymous=200),
    Row("api:post", (), by_role(422, "la", anonymous=401), method="POST", body=ENTRY),
    Row("api:get", ("entry",), by_role(200, BOOKS, anonymous=401)),
    Row("api:reverse", ("entry",), by_role(409, EDITORS, anonymous=401), method="POST", body=REVERSAL),
    Row("api:balances", (), by_role(200, FIGURES, anonymous=401), query="school={school}"),
    Row("api:post-receipt", (), by_role(422, "la", anonymous=401), method="POST", body=RECEIPT),
    Row("api:get-receipt", ("receipt",), by_role(200, BOOKS, anonymous=401)),
    Row(
        "api:reverse-receipt",
        ("receipt",),
        by_role(201, EDITORS, anonymous=401),
        method="POST",
        body=REVERSAL,
    ),
    Row("api:post-move", (), by_role(422, "la", anonymous=401), method="POST", body=MOVE),
    Row("api:get-move", ("move",), by_role(200, BOOKS, anonymous=401)),
    Row("api:reverse-move", ("move",), by_role(201, EDITORS, anonymous=401), method="POST", body=REVERSAL),
    Row("api:post-writeoff", (), by_role(422, "la", anonymous=401), method="POST", body=WRITEOFF_ACT),
    Row("api:get-writeoff", ("act",), by_role(200, BOOKS, anonymous=401)),
    Row("api:write-off", ("act",), by_role(409, "la", anonymous=401), method="POST", body='{"version": 1}'),
    Row("api:reverse-writeoff", ("act",), by_role(422, EDITORS, anonymous=401), method="POST", body=REVERSAL),
]
ROOMS = {
    "frame": FRAME,
    "territory": TERRITORY,
    "intake": INTAKE,
    "people": PEOPLE_ROOM,
    "catalogue": CATALOGUE_ROOM,
    "accounting": ACCOUNTING,
    "registers": REGISTERS,
    "writeoff": WRITEOFF,
    "provision": PROVISION,
    "api": API,
}
TABLE = [row for rows in ROOMS.values() for row in rows]

# Addresses that are not the product's own, each with the reason.
NOT_OURS = {
    "account": "allauth's own pages: signing in and out, passwords, addresses; tested by allauth",
    "socialaccount": "allauth's own pages: accounts of other providers",
    "openid": "allauth's own: the way to and from the provider",
    "mfa": "allauth's own pages: the second factor",
    "usersessions": "allauth's own page: one's own sessions",
    "None": "without a name: allauth's redirects of old addresses",
    "api:api-root": "has no view of its own: the prefix of the API",
    "set_language": "Django's own view; the product's is ui:language",
}
