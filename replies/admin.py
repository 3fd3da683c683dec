"""Django's admin for staff: everything in the archive can be found, looked at and put right without a shell.

What a person decides here about disclosure is marked as theirs and stays when the letter is parsed again. The index
follows by itself (replies.indexing).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, ManyToManyField, QuerySet
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from simple_history.admin import SimpleHistoryAdmin

from replies.access import audience_of, may_change, may_publish, visible_q
from replies.claims import DISCLOSURE, METRIC, field_at
from replies.correcting import Word, correct
from replies.history import ChangesInWords
from replies.models import (
    CitedMetric,
    Claim,
    Department,
    EditorScope,
    IndexTask,
    Policy,
    PolicyCitation,
    Proposal,
    Reply,
    SourceFile,
    Upload,
)
from replies.publishing import PublishBlocked, publish, withdraw
from replies.templatetags.archive import number

admin.site.site_header = "复文库管理"
admin.site.site_title = "复文库"
admin.site.index_title = "档案管理"


class EditorsAdmin(admin.ModelAdmin):
    """For editors only: what stands here may come from letters that a mere reader of the staff must not know of."""

    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return audience_of(request.user) == "editor" and super().has_view_permission(request, obj)


class ReadOnlyInline(admin.TabularInline):
    """What was read from a letter: to be looked at here, to be changed by parsing again."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class MetricInline(ReadOnlyInline):
    """The figures that the letter cites."""

    model = CitedMetric
    fields = ("text", "value", "unit", "label", "indicator", "as_of", "planned", "damaged", "confirmed")


class CitationInline(ReadOnlyInline):
    """The policies that the letter cites."""

    model = PolicyCitation
    fields = ("policy", "start", "end")


@admin.register(Reply)
class ReplyAdmin(SimpleHistoryAdmin):
    """Replies: found, looked at, published and withdrawn.

    What was read from them is corrected on the review page, which keeps it as a person's word: what was changed here
    would be lost at the next parsing. The disclosure alone can be decided here, by the same way.
    """

    list_display = ("__str__", "department", "division_code", "year", "response_type", "status", "disclosure", "warned")
    list_filter = ("status", "disclosure", "disclosure_basis", "body", "year", "response_type", "parser_version")
    search_fields = ("title", "document_number", "division_code", "department__name", "proposals__number", "=pk")
    search_help_text = "标题、文号、行政区划代码、承办单位、提案编号或复文编号"
    date_hierarchy = "issue_date"
    list_select_related = ("department",)
    list_per_page = 50
    ordering = ("-pk",)
    inlines = (MetricInline, CitationInline)
    actions = ("publish", "withdraw", "make_public", "make_on_request", "make_not_public")
    readonly_fields = (
        *("status", "source", "part", "text", "disclosure_basis", "readable_warnings", "readable_parsed"),
        *("parser_version", "created_at", "updated_at", "correcting", "title", "proposals", "body", "division_code"),
        *("department", "co_departments", "document_number", "response_type", "satisfaction"),
        *("issue_date", "publish_date", "year"),
    )
    fieldsets = (
        (None, {"fields": ("title", "correcting", "status", ("disclosure", "disclosure_basis"), "readable_warnings")}),
        ("提案与承办", {"fields": ("proposals", "body", "division_code", "department", "co_departments")}),
        (
            "文书",
            {"fields": ("document_number", "response_type", "satisfaction", "issue_date", "publish_date", "year")},
        ),
        ("正文与来源", {"fields": ("text", "source", "part"), "classes": ("collapse",)}),
        ("解析结果", {"fields": ("readable_parsed", "parser_version"), "classes": ("collapse",)}),
        ("时间", {"fields": ("created_at", "updated_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reply]:
        return super().get_queryset(request).filter(visible_q(audience_of(request.user))).defer("text")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - letters come in with their files
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reply | None = None) -> bool:
        may = super().has_change_permission(request, obj) and audience_of(request.user) == "editor"
        return may and (obj is None or may_change(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Reply | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or may_publish(request.user, obj))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """For the actions: whether the user may publish at all; which replies, each is asked for."""
        return audience_of(request.user) == "editor" and request.user.has_perm("replies.publish_reply")

    def save_model(self, request: HttpRequest, obj: Reply, form: ModelForm, change: bool) -> None:  # noqa: ARG002
        """Nothing but the disclosure can have changed: a person's claim, so that it stays."""
        if DISCLOSURE in form.changed_data:
            correct(obj, request.user, {DISCLOSURE: Word(obj.disclosure)})

    def get_historical_record_context_helper(
        self,
        request: HttpRequest,  # noqa: ARG002
        historical_record: Any,
    ) -> ChangesInWords:
        """What changed, in words."""
        return ChangesInWords(self.model, historical_record)

    def revert_disabled(self, request: HttpRequest, obj: Reply | None = None) -> bool:  # noqa: ARG002
        """The history is for looking: what a person decided is followed by a new decision."""
        return True

    @admin.display(description="更正")
    def correcting(self, reply: Reply) -> SafeString:
        """Where to put right what was read."""
        return format_html(
            '<a href="{}">在审核页更正</a>（更正会保留，不会被重新解析覆盖）', reverse("review", args=[reply.pk])
        )

    @admin.display(description="提示", boolean=True)
    def warned(self, reply: Reply) -> bool:
        """Green when the parser found nothing amiss."""
        return not reply.parsed.get("warnings")

    @admin.display(description="解析提示")
    def readable_warnings(self, reply: Reply) -> SafeString | str:
        lines = [
            f"“{reply.text[one['start'] : one['end']]}”　{one['message']}" for one in reply.parsed.get("warnings", ())
        ]
        return format_html('<div class="lines">{}</div>', "\n".join(lines)) if lines else "无"

    @admin.display(description="解析结果")
    def readable_parsed(self, reply: Reply) -> SafeString:
        text = json.dumps(reply.parsed, ensure_ascii=False, indent=2)
        return format_html('<pre class="lines">{}</pre>', text)

    @admin.action(description="发布所选复文", permissions=("publish",))
    def publish(self, request: HttpRequest, replies: QuerySet[Reply]) -> None:
        """Published is not yet public: that is what the disclosure says."""
        self._each(request, replies, lambda reply: publish(reply, request.user), "已发布")

    @admin.action(description="撤下所选复文", permissions=("publish",))
    def withdraw(self, request: HttpRequest, replies: QuerySet[Reply]) -> None:
        """The reason given for many at once; the review page asks for one."""
        self._each(request, replies, lambda reply: withdraw(reply, request.user, "由管理页撤下"), "已撤下")

    def _each(
        self, request: HttpRequest, replies: QuerySet[Reply], change: Callable[[Reply], object], said: str
    ) -> None:
        """Change those that can be, and say of each other one why not."""
        done = 0
        for reply in replies:
            try:
                change(reply)
            except PublishBlocked as blocked:
                self.message_user(request, f"没有发布“{reply}”：{'；'.join(blocked.reasons)}。", messages.WARNING)
            except PermissionDenied:
                self.message_user(request, f"“{reply}”不在您的编辑范围内。", messages.WARNING)
            else:
                done += 1
                self.log_change(request, reply, said)
        if done:
            self.message_user(request, f"{done} 篇复文：{said}。", messages.SUCCESS)

    @admin.action(description="公开方式定为：主动公开", permissions=("change",))
    def make_public(self, request: HttpRequest, replies: QuerySet[Reply]) -> None:
        self._decide(request, replies, Reply.Disclosure.PUBLIC)

    @admin.action(description="公开方式定为：依申请公开", permissions=("change",))
    def make_on_request(self, request: HttpRequest, replies: QuerySet[Reply]) -> None:
        self._decide(request, replies, Reply.Disclosure.ON_REQUEST)

    @admin.action(description="公开方式定为：不予公开", permissions=("change",))
    def make_not_public(self, request: HttpRequest, replies: QuerySet[Reply]) -> None:
        self._decide(request, replies, Reply.Disclosure.NOT_PUBLIC)

    def _decide(self, request: HttpRequest, replies: QuerySet[Reply], disclosure: Reply.Disclosure) -> None:
        words = {DISCLOSURE: Word(disclosure.value)}
        said = f"公开方式定为“{disclosure.label}”"
        self._each(request, replies, lambda reply: correct(reply, request.user, words), said)


@admin.register(Proposal)
class ProposalAdmin(EditorsAdmin):
    """Proposals; completing one gives it a page of its own."""

    list_display = ("__str__", "body", "division_code", "term", "session", "number", "reply_count")
    list_filter = ("body", "term", "session")
    search_fields = ("title", "=number", "=number_key", "division_code")
    search_help_text = "案由、编号或行政区划代码"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return super().get_queryset(request).annotate(reply_count=Count("replies"))

    @admin.display(description="复文", ordering="reply_count")
    def reply_count(self, proposal: Any) -> int:
        return proposal.reply_count


@admin.register(Department)
class DepartmentAdmin(EditorsAdmin):
    """Departments by their full names, which letters say: one that has answered is not renamed here."""

    list_display = ("name", "division_code", "reply_count")
    search_fields = ("name", "division_code")
    search_help_text = "名称或行政区划代码"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """A letter that is parsed again would make the old name anew."""
        answered = obj is not None and (obj.replies.exists() or obj.co_replies.exists())
        return ("name", "division_code") if answered else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        return super().get_queryset(request).annotate(reply_count=Count("replies"))

    @admin.display(description="主办复文", ordering="reply_count")
    def reply_count(self, department: Any) -> int:
        return department.reply_count


@admin.register(CitedMetric)
class CitedMetricAdmin(EditorsAdmin):
    """Only `confirmed` is a person's to say; the rest is what the letter says."""

    list_display = (
        "text",
        "label",
        "indicator",
        "plain_value",
        "unit",
        "as_of",
        "planned",
        "damaged",
        "confirmed",
        "reply",
    )
    list_editable = ("confirmed",)
    list_filter = ("damaged", "confirmed", "planned", "unit")
    search_fields = ("label", "indicator", "text", "=reply__pk")
    search_help_text = "指标、原文或复文编号"
    list_select_related = ("reply",)

    @admin.display(description="数值", ordering="value")
    def plain_value(self, metric: CitedMetric) -> str:
        """Without the zeros that the column of the database fills up with."""
        return number(metric.value)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(field.name for field in CitedMetric._meta.fields if field.name not in {"id", "confirmed"})

    def save_model(self, request: HttpRequest, obj: CitedMetric, form: ModelForm, change: bool) -> None:  # noqa: ARG002
        """A verdict is a person's claim, so that it stays when the letter is parsed again."""
        field = field_at(METRIC, (obj.start, obj.end))
        newest = obj.reply.claims.filter(field=field).order_by("pk").last()
        correct(obj.reply, request.user, {field: Word((newest.value if newest else {}) | {"confirmed": obj.confirmed})})

    def has_change_permission(self, request: HttpRequest, obj: CitedMetric | None = None) -> bool:
        may = super().has_change_permission(request, obj) and audience_of(request.user) == "editor"
        return may and (obj is None or may_change(request.user, obj.reply))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Policy)
class PolicyAdmin(EditorsAdmin):
    """Policies that letters cite, known by their number or else their title; the title beside a number is editable."""

    list_display = ("__str__", "number", "reply_count")
    search_fields = ("title", "number")
    search_help_text = "名称或文号"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """A letter that is parsed again would make the policy that it knows anew."""
        if obj is None or not obj.citations.exists():
            return ()
        return ("number",) if obj.number_key else ("number", "title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return super().get_queryset(request).annotate(reply_count=Count("replies", distinct=True))

    @admin.display(description="引用复文", ordering="reply_count")
    def reply_count(self, policy: Any) -> int:
        return policy.reply_count


class ReadOnlyAdmin(EditorsAdmin):
    """To be looked at only: what the archive writes itself."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class ReplyInline(ReadOnlyInline):
    """The replies that came in the file."""

    model = Reply
    fields = ("part", "title", "status", "disclosure")


@admin.register(SourceFile)
class SourceFileAdmin(ReadOnlyAdmin):
    """Files as they came."""

    list_display = ("name", "media_type", "size", "encoding", "received_at")
    list_filter = ("media_type", "encoding")
    search_fields = ("name", "sha256")
    search_help_text = "文件名或 SHA-256"
    date_hierarchy = "received_at"
    exclude = ("content",)
    inlines = (ReplyInline,)


@admin.register(IndexTask)
class IndexTaskAdmin(ReadOnlyAdmin):
    """Usually empty: what stands here long has not reached the search index."""

    list_display = ("reply_id", "created_at")


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """Files that were handed in, and what became of them."""

    list_display = ("name", "uploader", "state", "reason", "size", "attempts", "received_at", "finished_at")
    list_filter = ("state", "uploader")
    search_fields = ("name", "reason")
    search_help_text = "文件名或说明"
    date_hierarchy = "received_at"


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """What people corrected: never changed, only followed by a newer one."""

    list_display = ("reply", "field", "former", "value", "by", "at")
    list_filter = ("field", "by")
    search_fields = ("=reply__pk", "field")
    search_help_text = "复文编号或要素"
    list_select_related = ("reply", "by")
    date_hierarchy = "at"


@admin.register(EditorScope)
class EditorScopeAdmin(EditorsAdmin):
    """Whose letters each editor works on."""

    list_display = ("user", "all_departments", "named")
    autocomplete_fields = ("user", "departments")

    @admin.display(description="单位")
    def named(self, scope: EditorScope) -> str:
        """The departments' names, when not all."""
        return "" if scope.all_departments else "、".join(str(one) for one in scope.departments.all()[:5])


VERBS = {"add": "增加", "change": "修改", "delete": "删除", "view": "查看"}


def right_in_words(right: Permission) -> str:
    """What a permission allows, in Chinese; Django keeps the names of its own in English."""
    model = right.content_type.model_class()
    verb, _, about = right.codename.partition("_")
    if model is None or verb not in VERBS or about != model._meta.model_name:
        return right.name
    return f"{VERBS[verb]}{model._meta.verbose_name}"


class RightsInWords:
    """For the pages of users and groups: permissions by what they allow."""

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest | None = None, **options: Any
    ) -> ModelMultipleChoiceField | None:
        field = super().formfield_for_manytomany(db_field, request, **options)  # type: ignore[misc]
        if field is not None and field.queryset.model is Permission:
            field.label_from_instance = right_in_words
        return field


admin.site.unregister((User, Group))


@admin.register(User)
class PeopleAdmin(RightsInWords, UserAdmin):
    """Who works with the archive."""


@admin.register(Group)
class RolesAdmin(RightsInWords, GroupAdmin):
    """Roles, as groups."""
