"""What the archive keeps: files as they came, proposals, replies, departments, the figures and policies they cite.

Everything holds on PostgreSQL and SQLite alike; what must be true is a constraint in the database.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from simple_history.models import HistoricalRecords

from replies.access import Audience, visible_q
from replies.search.numbers import document_number_key, proposal_number_key

models.CharField.register_lookup(Length)

SOURCES = "sources"  # the folder of the storage that holds the files as they came
USABLE = Q(confirmed=True) | Q(confirmed__isnull=True, damaged=False)  # of a figure: it may stand beside others
DIVISION_CODE = Q(division_code="") | Q(division_code__length__in=(6, 9))


class Body(models.TextChoices):
    """Whose proposal it is."""

    CPPCC = "cppcc", "政协提案"
    NPC = "npc", "人大建议"


def place_of_source(source: SourceFile, _name: str) -> str:
    """Where a file is stored: by what is in it. The name it came with is a label and never a path."""
    suffix = PurePath(source.name).suffix.lower()
    kept = suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6 else ""
    return f"{SOURCES}/{source.sha256[:2]}/{source.sha256}{kept}"


def with_field(kwargs: dict[str, Any], name: str, derived: str) -> dict[str, Any]:
    """The arguments of a `save` that writes `derived` whenever it writes `name`, which it is made from."""
    names = kwargs.get("update_fields")
    return kwargs | {"update_fields": {*names, derived}} if names and name in names else kwargs


class Indexed(models.Model):
    """What the search index shows: saved in one transaction with the note that the index must follow."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)


class SourceFile(models.Model):
    """A file as it came, byte for byte; the same bytes are kept once."""

    name = models.CharField("文件名", max_length=500)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    encoding = models.CharField("编码", max_length=40, blank=True)
    content = models.FileField("文件", upload_to=place_of_source, max_length=200)
    received_at = models.DateTimeField("收到时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "来源文件"
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        return self.name


class Department(Indexed):
    """An office that answers, by its full name as letters write it."""

    name = models.CharField("名称", max_length=200)
    division_code = models.CharField("行政区划代码", max_length=9, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ("division_code", "name")
        constraints = (
            models.UniqueConstraint(fields=("name", "division_code"), name="department_once_per_division"),
            models.CheckConstraint(condition=DIVISION_CODE, name="department_division_code"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("department", args=[self.pk])


class Proposal(Indexed):
    """A CPPCC proposal or people's congress suggestion; a number is unique within body, division and session only.

    What the letters do not state is empty; two proposals of unknown number or session are never taken for one.
    """

    body = models.CharField("类别", max_length=8, choices=Body.choices, blank=True)
    division_code = models.CharField("行政区划代码", max_length=9, blank=True)
    term = models.PositiveSmallIntegerField("届", null=True, blank=True)
    session = models.PositiveSmallIntegerField("次", null=True, blank=True)
    number = models.CharField("编号", max_length=40, blank=True)
    number_key = models.CharField("编号（检索用）", max_length=40, blank=True, editable=False, db_index=True)
    title = models.CharField("案由", max_length=500, blank=True)
    proposers = models.JSONField("提出者", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提案与建议"
        ordering = ("division_code", "-term", "-session", "number_key")
        constraints = (
            models.UniqueConstraint(
                fields=("body", "division_code", "term", "session", "number_key"),
                condition=~Q(body="")
                & ~Q(division_code="")
                & ~Q(number_key="")
                & Q(term__isnull=False)
                & Q(session__isnull=False),
                name="proposal_number_once_per_session",
            ),
            models.CheckConstraint(condition=DIVISION_CODE, name="proposal_division_code"),
            models.CheckConstraint(condition=Q(body__in=["", *Body.values]), name="proposal_body"),
        )

    def __str__(self) -> str:
        return self.title or (f"第{self.number}号" if self.number else "（未载明案由）")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.number_key = proposal_number_key(self.number)
        super().save(*args, **with_field(kwargs, "number", "number_key"))

    @property
    def is_addressable(self) -> bool:
        """Whether body, division, session and number are all known, so that the proposal has a page of its own."""
        return bool(self.body and self.division_code and self.number and self.term and self.session)

    def get_absolute_url(self) -> str:
        if not self.is_addressable:
            return ""
        return reverse("proposal", args=[self.division_code, self.body, self.term, self.session, self.number])


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Replies, in the words that the pages use."""

    def visible_to(self, audience: Audience) -> ReplyQuerySet:
        """Only what this circle of readers may see (replies.access)."""
        return self.filter(visible_q(audience))

    def newest_first(self) -> ReplyQuerySet:
        """By date, those without one last, on every database."""
        return self.order_by(models.F("issue_date").desc(nulls_last=True), "-pk")

    def with_facts(self) -> ReplyQuerySet:
        """With everything that a list of replies shows, in a fixed number of queries."""
        return self.select_related("department", "source").prefetch_related("proposals", "co_departments")


class Reply(Indexed):
    """One reply letter: its text, what was read from it, and where in the text each value stands.

    `parsed` is the parser's whole answer without the text (the contract of `parse_letter`): values, spans, warnings.
    `paragraphs` are the spans `[start, end]` of the text's paragraphs, in order: what its page shows. `private` has the
    spans of personal data and of contacts, which `replies.privacy` masks.
    """

    class Status(models.TextChoices):
        """Where a reply stands between arriving and being read."""

        DRAFT = "draft", "待审核"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤下"

    class Disclosure(models.TextChoices):
        """What the letter, or whoever decided in its place, says of its being public."""

        PUBLIC = "public", "主动公开"
        ON_REQUEST = "on_request", "依申请公开"
        NOT_PUBLIC = "not_public", "不予公开"
        UNDECIDED = "", "未定"

    class DisclosureBasis(models.TextChoices):
        """Whose word the disclosure is. A person's is kept when the letter is parsed again."""

        LETTER = "letter", "复文载明"
        INTAKE = "intake", "入库时指定"
        PERSON = "person", "人工决定"
        NONE = "", "无"

    source = models.ForeignKey(SourceFile, models.PROTECT, related_name="replies", verbose_name="来源文件")
    part = models.PositiveSmallIntegerField("文件中第几封", default=1)
    proposals = models.ManyToManyField(Proposal, related_name="replies", blank=True, verbose_name="所答提案")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="replies", verbose_name="承办单位"
    )
    co_departments = models.ManyToManyField(Department, related_name="co_replies", blank=True, verbose_name="会办单位")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    disclosure = models.CharField("公开方式", max_length=10, choices=Disclosure.choices, blank=True)
    disclosure_basis = models.CharField("公开依据", max_length=10, choices=DisclosureBasis.choices, blank=True)
    title = models.CharField("标题", max_length=500, blank=True)
    text = models.TextField("正文")
    body = models.CharField("类别", max_length=8, choices=Body.choices, blank=True)
    division_code = models.CharField("行政区划代码", max_length=9, blank=True, db_index=True)
    document_number = models.CharField("文号", max_length=100, blank=True)
    document_number_key = models.CharField(max_length=100, blank=True, editable=False, db_index=True)
    response_type = models.CharField("办理类型", max_length=20, blank=True)
    issue_date = models.DateField("成文日期", null=True, blank=True)
    publish_date = models.DateField("发布日期", null=True, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    satisfaction = models.CharField("满意度", max_length=40, blank=True)
    status_note = models.CharField("发布或撤下的说明", max_length=500, blank=True)
    parsed = models.JSONField("解析结果", default=dict)
    paragraphs = models.JSONField("段落起止", default=list, editable=False)
    private = models.JSONField("隐去之处", default=dict, editable=False)
    superseded = models.BooleanField("已有新版本", default=False, editable=False)  # replies.versions says when
    parser_version = models.CharField("解析器版本", max_length=40)
    created_at = models.DateTimeField("入库时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    version_note = ""  # for lists: replies.versions.note_relatives
    is_masked = False  # set on copies made for readers, which are never saved

    objects = ReplyQuerySet.as_manager()
    # The text never changes, and what the parser reads can be read again: history keeps what people decide.
    history = HistoricalRecords(
        excluded_fields=["text", "parsed", "paragraphs", "private", "superseded", "created_at", "updated_at"]
    )

    class Meta:
        verbose_name = verbose_name_plural = "复文"
        ordering = ("-id",)
        permissions = (("publish_reply", "可以发布和撤下复文"),)
        # Of few replies only: nearly all are published and public, and a planner that has no statistics takes every
        # index on that for a selective one, reading all replies where it had to look at three.
        indexes = (models.Index(fields=("status",), condition=~Q(status="published"), name="reply_unpublished"),)
        constraints = (
            models.UniqueConstraint(fields=("source", "part"), name="reply_once_per_part"),
            models.CheckConstraint(condition=Q(status__in=["draft", "published", "withdrawn"]), name="reply_status"),
            models.CheckConstraint(
                condition=Q(disclosure__in=["", "public", "on_request", "not_public"]), name="reply_disclosure"
            ),
            models.CheckConstraint(
                condition=Q(disclosure="", disclosure_basis="")
                | (~Q(disclosure="") & Q(disclosure_basis__in=["letter", "intake", "person"])),
                name="reply_disclosure_basis",
            ),
            models.CheckConstraint(condition=DIVISION_CODE, name="reply_division_code"),
            models.CheckConstraint(condition=Q(body__in=["", *Body.values]), name="reply_body"),
            models.CheckConstraint(condition=Q(year__isnull=True) | Q(year__range=(1949, 2200)), name="reply_year"),
        )

    def __str__(self) -> str:
        return self.title or self.document_number or f"复文 {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_masked:
            raise ValueError("This copy was masked for a reader; load the reply anew to change it.")
        self.document_number_key = document_number_key(self.document_number)
        super().save(*args, **with_field(kwargs, "document_number", "document_number_key"))

    def decide_disclosure(self, disclosure: str) -> None:
        """Take a person's word for how it may be disclosed; "" takes a former decision back."""
        self.disclosure = disclosure
        self.disclosure_basis = self.DisclosureBasis.PERSON if disclosure else self.DisclosureBasis.NONE

    @property
    def disclosure_stated(self) -> bool:
        """Whether the letter itself says how it may be disclosed."""
        return self.disclosure_basis == self.DisclosureBasis.LETTER

    def get_absolute_url(self) -> str:
        return reverse("reply", args=[self.pk])


class CitedMetric(models.Model):
    """A figure that a reply states about the world, with its place in the text; `confirmed` is a person's word."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="metrics", verbose_name="复文")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    text = models.CharField("原文", max_length=100)
    value = models.DecimalField("数值", max_digits=30, decimal_places=8)
    unit = models.CharField("单位", max_length=20, blank=True)
    label = models.CharField("指标（原文）", max_length=200, blank=True)
    indicator = models.CharField("指标", max_length=100, blank=True, db_index=True)
    place = models.CharField("地区", max_length=100, blank=True)
    as_of = models.CharField("截至", max_length=10, blank=True)
    qualifier = models.CharField("约数", max_length=10, blank=True)
    planned = models.BooleanField("计划数", default=False)
    damaged = models.BooleanField("疑有缺损", default=False)
    confirmed = models.BooleanField("人工确认", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "引用数据"
        ordering = ("reply_id", "start")
        constraints = (
            models.UniqueConstraint(fields=("reply", "start", "end"), name="metric_once_per_place"),
            models.CheckConstraint(condition=Q(start__lt=models.F("end")), name="metric_span"),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.text}".strip()

    @property
    def is_usable(self) -> bool:
        """Whether it may stand beside others: a damaged one only when a person has confirmed it. As `USABLE` says."""
        return self.confirmed is True or (self.confirmed is None and not self.damaged)


def policy_number_key(number: str) -> str:
    """What policies of one number share; a number of no known form is compared as it is written."""
    return document_number_key(number) or "".join(number.split())


class Policy(Indexed):
    """A law, plan or notice that letters cite: known by its document number, else by its title."""

    title = models.CharField("名称", max_length=500, blank=True)
    number = models.CharField("文号", max_length=100, blank=True)
    number_key = models.CharField(max_length=100, blank=True, editable=False)
    replies = models.ManyToManyField(Reply, through="PolicyCitation", related_name="policies", verbose_name="引用复文")

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        ordering = ("title", "number")
        constraints = (
            models.UniqueConstraint(fields=("number_key",), condition=~Q(number_key=""), name="policy_once_per_number"),
            models.UniqueConstraint(fields=("title",), condition=Q(number_key=""), name="policy_once_per_title"),
            models.CheckConstraint(condition=~Q(title="") | ~Q(number=""), name="policy_named"),
        )

    def __str__(self) -> str:
        return f"《{self.title}》" if self.title else self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.number_key = policy_number_key(self.number)
        super().save(*args, **with_field(kwargs, "number", "number_key"))

    def get_absolute_url(self) -> str:
        return reverse("policy", args=[self.pk])


class PolicyCitation(Indexed):
    """One place in one reply where a policy is cited."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="citations")
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="citations")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")

    class Meta:
        verbose_name = verbose_name_plural = "政策引用"
        ordering = ("reply_id", "start")
        constraints = (
            models.UniqueConstraint(fields=("reply", "start", "end"), name="citation_once_per_place"),
            models.CheckConstraint(condition=Q(start__lt=models.F("end")), name="citation_span"),
        )

    def __str__(self) -> str:
        return f"{self.policy} · {self.reply_id}"


class IndexTask(models.Model):
    """The outbox: a reply whose copy in the index must be made anew. Written with the change, in one transaction.

    `reply_id` is a plain number, because a deleted reply must leave the index too.
    """

    reply_id = models.BigIntegerField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "索引任务"
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.reply_id)
