"""How letters come in by upload, and what people say of them: a person's word stands beside the parser's."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from replies.models.records import Department, Reply, SourceFile


class Upload(models.Model):
    """One file that somebody handed in, and how far it has come. The row stays, whatever becomes of the file."""

    class State(models.TextChoices):
        """From received to waiting for review, or why it went no further."""

        RECEIVED = "received", "已收到"
        READING = "reading", "正在读取"
        WAITING = "waiting", "待审核"
        DUPLICATE = "duplicate", "已有同一文件"
        NOT_LETTER = "not_letter", "不是复文"
        FAILED = "failed", "未能读取"

    UNFINISHED = (State.RECEIVED, State.READING)

    batch = models.UUIDField("批次", default=uuid.uuid4, db_index=True)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="uploads", verbose_name="上传者"
    )
    name = models.CharField("文件名", max_length=500)
    size = models.PositiveBigIntegerField("字节数")
    source = models.ForeignKey(
        SourceFile, models.PROTECT, null=True, blank=True, related_name="uploads", verbose_name="来源文件"
    )
    state = models.CharField("进度", max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.TextField("说明", blank=True)
    attempts = models.PositiveSmallIntegerField("读取次数", default=0)
    received_at = models.DateTimeField("收到时间", auto_now_add=True)
    started_at = models.DateTimeField("开始读取", null=True, blank=True)
    finished_at = models.DateTimeField("读取完毕", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        ordering = ("-received_at", "-id")
        permissions = (("upload_letters", "可以上传复文"),)
        indexes = (models.Index(fields=("state", "started_at"), name="upload_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["received", "reading", "waiting", "duplicate", "not_letter", "failed"]),
                name="upload_state_known",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state not in self.UNFINISHED


class Claim(models.Model):
    """A person's word for one field of a reply. The newest of a field counts; the parser never overwrites it."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="claims", verbose_name="复文")
    field = models.CharField("要素", max_length=40)
    value = models.JSONField("更正为", null=True)
    former = models.JSONField("原为", null=True)
    start = models.PositiveIntegerField("起", null=True, blank=True)
    end = models.PositiveIntegerField("止", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="更正者"
    )
    at = models.DateTimeField("更正时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ("id",)
        indexes = (models.Index(fields=("reply", "field"), name="claim_field"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=models.F("end")), name="claim_span"
            ),
        )

    def __str__(self) -> str:
        return f"{self.field} · {self.reply_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValueError("A claim is never changed; make a new one.")
        super().save(*args, **kwargs)


class Resemblance(models.Model):
    """A new reply that looks like one the archive has, and what a person decided they are to each other."""

    class Verdict(models.TextChoices):
        """What the new one is to the old one."""

        OPEN = "", "待定"
        VERSION = "version", "同一复文的另一版本"
        SUPPLEMENT = "supplement", "补充答复"
        DIFFERENT = "different", "另一封复文"

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="resemblances", verbose_name="新复文")
    other = models.ForeignKey(Reply, models.CASCADE, related_name="resembled_by", verbose_name="已有复文")
    likeness = models.FloatField("相似度")
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="判定者"
    )
    at = models.DateTimeField("判定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "相似复文"
        ordering = ("-likeness", "id")
        constraints = (
            models.UniqueConstraint(fields=("reply", "other"), name="resemblance_once"),
            models.CheckConstraint(condition=~Q(reply=models.F("other")), name="resemblance_of_two"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "version", "supplement", "different"]), name="resemblance_verdict"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reply_id} ~ {self.other_id}"


class EditorScope(models.Model):
    """Whose letters an editor works on: all departments', or these departments' only."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="editor_scope", verbose_name="编辑"
    )
    all_departments = models.BooleanField("全部单位", default=False)
    departments = models.ManyToManyField(Department, blank=True, related_name="+", verbose_name="单位")

    class Meta:
        verbose_name = verbose_name_plural = "编辑范围"

    def __str__(self) -> str:
        return str(self.user)
