"""Catalogue: subject, work, edition set (комплект), edition (a physical part), the federal list and what it says."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext_lazy as _

from tomik.accounts.public import User
from tomik.kernel.ids import uuid7
from tomik.territory.public import Region, School


def search_vector() -> CombinedExpression:
    """Word forms and words as written; words of the title weigh more. Columns of `Edition`."""
    title = Func(F("title"), Value("ёЁ"), Value("еЕ"), function="TRANSLATE", output_field=models.TextField())
    return (
        SearchVector(title, config="russian", weight="A")
        + SearchVector(title, config="simple", weight="A")
        + SearchVector("search_text", config="russian", weight="C")
        + SearchVector("search_text", config="simple", weight="C")
    )


class Subject(models.Model):
    """A subject of the curriculum, with its area. `position` is its place in reports."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name of the subject"), max_length=200, unique=True)
    area = models.CharField(_("subject area"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """A work (произведение): what stays the same from edition to edition."""

    title = models.CharField(_("title"), max_length=500)
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    title_key = models.CharField(max_length=500, db_index=True)

    def __str__(self) -> str:
        return self.title


class EditionSet(models.Model):
    """A set (комплект): what one pupil needs of one textbook: one edition, or parts 1…n together.

    Grades are inclusive; a multi-grade textbook serves several. `work` is null until someone groups editions.
    """

    class Kind(models.TextChoices):
        TEXTBOOK = "textbook", _("textbook")
        AID = "aid", _("study aid")
        WORKBOOK = "workbook", _("workbook")
        FICTION = "fiction", _("fiction")
        REFERENCE = "reference", _("reference")
        METHOD = "method", _("methodical literature")
        EBOOK = "ebook", _("electronic textbook")
        AUDIOVISUAL = "audiovisual", _("audiovisual document")
        OTHER = "other", _("of another kind")

    class Level(models.TextChoices):
        BASE = "base", _("basic level")
        ADVANCED = "advanced", _("advanced level")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, blank=True, related_name="sets")
    title = models.CharField(_("title"), max_length=1000)
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="sets")
    grade_from = models.PositiveSmallIntegerField(_("from grade"), null=True, blank=True)
    grade_to = models.PositiveSmallIntegerField(_("to grade"), null=True, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    language = models.CharField(_("language"), max_length=60, default="русский")
    line = models.CharField(_("textbook line"), max_length=200, blank=True)
    """УМК: «Школа России», «Мерзляк А.Г. (5–6)»."""
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TEXTBOOK)
    is_consumable = models.BooleanField(_("handed out for good"), default=False)
    is_adapted = models.BooleanField(_("adapted programme"), default=False)
    is_unified = models.BooleanField(_("unified state textbook"), default=False)
    parts = models.PositiveSmallIntegerField(_("parts"), default=1)
    bbk = models.CharField(_("ББК class"), max_length=40, blank=True)
    """Class of the library classification, for the summary book of the main fund: «84(2Рос)6», «74.26»."""
    is_provisional = models.BooleanField(_("waits for the operator"), default=False)
    """Made for one school's accounting out of a proposal; not offered to others until it is accepted."""
    title_key = models.CharField(max_length=1000, editable=False, default="")
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates", editable=False
    )
    """This set was entered twice and the other one stays: plans that name it keep it, nobody is offered it any more."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(parts__gte=1), name="catalogue_set_parts"),
            models.CheckConstraint(
                condition=Q(grade_from__isnull=True) | Q(grade_to__gte=F("grade_from")),
                name="catalogue_set_grades",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "grade_from"], name="catalogue_set_subject"),
            models.Index(fields=["title_key"], name="catalogue_set_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """An edition (издание): one physical part as published, with its own ISBN and year. Copies are copies of this."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    edition_set = models.ForeignKey(EditionSet, on_delete=models.PROTECT, related_name="editions")
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    title = models.CharField(_("title"), max_length=1000)
    isbn = models.CharField(_("ISBN"), max_length=13, blank=True)
    """13 digits without hyphens, empty when the book has none."""
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    edition_note = models.CharField(_("edition"), max_length=120, blank=True)
    search_text = models.TextField(editable=False, default="")
    """What is searched: title, authors, publisher, codes; ё written as е."""
    search = models.GeneratedField(
        expression=search_vector(), output_field=SearchVectorField(), db_persist=True
    )
    """Stored by the database: Russian word forms, and the words as written for the prefix while typing."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(part__gte=1), name="catalogue_edition_part")]
        indexes = [
            models.Index(fields=["isbn"], name="catalogue_edition_isbn", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["search"], name="catalogue_edition_search"),
        ]

    def __str__(self) -> str:
        return self.title


class Equivalence(models.Model):
    """Sets confirmed by the regional operator to replace one another: one pool for provision, apart for accounting."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)


class EquivalenceMember(models.Model):
    """A set in an equivalence; a set is in one equivalence of a region at most."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    equivalence = models.ForeignKey(Equivalence, on_delete=models.CASCADE, related_name="members")
    edition_set = models.ForeignKey(EditionSet, on_delete=models.PROTECT, related_name="equivalences")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "edition_set"], name="catalogue_equivalence_once"),
        ]


class FederalList(models.Model):
    """A snapshot of the federal list (ФПУ): an order, possibly as amended, in force from a day until the next one."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    order_number = models.CharField(_("order"), max_length=20)
    dated = models.DateField(_("dated"))
    amended_by = models.CharField(_("as amended by"), max_length=20, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    is_complete = models.BooleanField(_("the whole list"), default=False)
    """False: an extract, from which "not in the list" must not be concluded for subjects it does not hold."""
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    problems = models.JSONField(default=list)
    headings = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    """Every row of the file by what it was: textbooks per appendix, headings, header, blank, caption, unrecognised."""
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_number", "dated", "amended_by", "file_sha256"],
                name="catalogue_federallist_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_number}/{self.amended_by}" if self.amended_by else self.order_number


class FederalListRow(models.Model):
    """A row of a snapshot as printed. The code is not a key: key is (snapshot, row number of the file)."""

    federal_list = models.ForeignKey(FederalList, on_delete=models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField()
    """Row number in the file that a person sees."""
    appendix = models.CharField(max_length=4)
    is_heading = models.BooleanField(default=False)
    number = models.PositiveIntegerField(null=True)
    """The number that the list itself prints; null when the layout has none or it can't be read."""
    code = models.CharField(max_length=60, blank=True)
    """Canonical, without the final dot; as printed in `code_printed`."""
    code_printed = models.TextField(blank=True)
    code_parts = ArrayField(models.IntegerField(), default=list)
    """The code as numbers, for sorting; empty when it can't be read."""
    level_name = models.CharField(max_length=300, blank=True)
    """primary | basic | secondary, or empty."""
    area_name = models.TextField(blank=True)
    subject_name = models.TextField(blank=True)
    title = models.TextField()
    """As printed."""
    name = models.TextField(blank=True)
    """The title without edition, parts, class, level and language."""
    name_key = models.TextField(blank=True)
    """kernel.normalise.comparable(name)."""
    authors = models.TextField(blank=True)
    publisher = models.TextField(blank=True)
    aids = models.TextField(blank=True)
    grades = models.TextField(blank=True)
    grade_from = models.PositiveSmallIntegerField(null=True)
    grade_to = models.PositiveSmallIntegerField(null=True)
    level = models.CharField(max_length=10, choices=EditionSet.Level, blank=True)
    language = models.CharField(max_length=200, blank=True)
    edition_note = models.TextField(blank=True)
    adapted_for = models.TextField(blank=True)
    """For which pupils with disabilities, from the heading."""
    is_on_trial = models.BooleanField(default=False)
    parts = models.PositiveSmallIntegerField(default=1)
    standard = models.TextField(blank=True)
    rights_holder = models.TextField(blank=True)
    included_by = models.TextField(blank=True)
    excluded_by = models.TextField(blank=True)
    term = models.TextField(blank=True)
    """The term as printed: «До 25 апреля 2027 года»."""
    is_unlimited = models.BooleanField(default=False)
    expert_until = models.DateField(null=True)
    """Appendix 1: may be bought until (срок действия экспертного заключения)."""
    use_until = models.DateField(null=True)
    """Appendix 2: may be used until (предельный срок использования)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["federal_list", "row_no"], name="catalogue_federallistrow_no"),
        ]
        indexes = [
            models.Index(fields=["federal_list", "appendix", "code"], name="catalogue_federallistrow_code"),
            models.Index(
                fields=["code"], name="catalogue_row_code_prefix", opclasses=["varchar_pattern_ops"]
            ),
        ]


class FederalListLink(models.Model):
    """A row of the list is this set: proposed by the program, confirmed by the operator."""

    row = models.ForeignKey(FederalListRow, on_delete=models.CASCADE, related_name="links")
    edition_set = models.ForeignKey(EditionSet, on_delete=models.CASCADE, related_name="list_links")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    """A refused proposal stays, so that it is not proposed again."""
    score = models.PositiveSmallIntegerField(default=0)
    """Likeness, 0–100, when the program proposed it."""
    is_sure = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "edition_set"], name="catalogue_federallistlink_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(refused_at__isnull=True),
                name="catalogue_federallistlink_decided",
            ),
        ]


class SetStatus(models.Model):
    """What the lists in force say of a set in a school year. Derived: rebuilt when a list or a link changes.

    A set without a row here is "not in the list".
    """

    class Status(models.TextChoices):
        CURRENT = "current", _("may be bought and used")
        USE_UNTIL = "use_until", _("may be used until")
        EXPIRES = "expires", _("expires within the year")
        EXPIRED = "expired", _("expired")

    edition_set = models.ForeignKey(EditionSet, on_delete=models.CASCADE, related_name="statuses")
    school_year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status)
    row = models.ForeignKey(FederalListRow, on_delete=models.CASCADE, related_name="+")
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition_set", "school_year"], name="catalogue_setstatus_once"),
        ]


class CatalogueProposal(models.Model):
    """A title that a school has and the catalogue does not: the operator accepts it or names the known one.

    `edition` is what the proposal has become; null while it waits. A refused proposal keeps the reason.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    title = models.CharField(max_length=1000)
    authors = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    isbn = models.CharField(max_length=20, blank=True)
    list_code = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    grade = models.CharField(max_length=20, blank=True)
    part = models.PositiveSmallIntegerField(null=True)
    parts = models.PositiveSmallIntegerField(null=True)
    subject_name = models.CharField(max_length=200, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="proposals")
    """The provisional edition made for the school's own accounting, later the accepted one."""
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
