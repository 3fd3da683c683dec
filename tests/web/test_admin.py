"""The staff's admin: everything opens, is in Chinese, and what is changed there reaches the index."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from replies import indexing
from replies.models import (
    CitedMetric,
    Claim,
    Department,
    EditorScope,
    IndexTask,
    Policy,
    Proposal,
    Reply,
    SourceFile,
    Upload,
)
from tests import library
from tests.desk import letter_bytes
from tests.rows import make_full_reply

pytestmark = pytest.mark.django_db
MODELS = (Reply, Proposal, Department, CitedMetric, Policy, SourceFile, IndexTask, Upload, Claim, EditorScope)


@pytest.fixture
def reply() -> Reply:
    warning = {"code": "lost_characters", "message": "缺字", "start": 0, "end": 3}
    reply = make_full_reply(parsed={"warnings": [warning], "requests": []}, text="<b>王小明</b>委员")
    user = User.objects.create_user("someone")
    Upload.objects.create(uploader=user, name="步道.txt", size=3, source=reply.source)
    EditorScope.objects.create(user=user)
    return reply


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_can_be_searched(admin_client, reply, model):
    name = model._meta.model_name
    page = admin_client.get(
        reverse(f"admin:replies_{name}_changelist"), {"q": "步道" if model is not IndexTask else ""}
    )
    assert page.status_code == 200
    assert str(model._meta.verbose_name) in page.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_every_row_opens(admin_client, reply, model):
    Claim.objects.create(reply=reply, field="signer", value="赵六")
    row = model.objects.first()
    page = admin_client.get(reverse(f"admin:replies_{model._meta.model_name}_change", args=[row.pk]))
    assert page.status_code == 200


def test_what_was_parsed_is_shown_as_text(admin_client, reply):
    page = admin_client.get(reverse("admin:replies_reply_change", args=[reply.pk])).content.decode()
    assert "“&lt;b&gt;”　缺字" in page
    assert "<b>王" not in page


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("publish", {"status": "published"}),
        ("withdraw", {"status": "withdrawn"}),
        ("make_public", {"disclosure": "public", "disclosure_basis": "person"}),
        ("make_not_public", {"disclosure": "not_public", "disclosure_basis": "person"}),
    ],
)
def test_actions_change_the_chosen_and_tell_the_index(admin_client, action, values):
    chosen = [make_full_reply(status="draft", disclosure="on_request", disclosure_basis="letter") for _ in range(2)]
    other = make_full_reply(status="draft", disclosure="")
    indexing.apply_pending()
    admin_client.post(
        reverse("admin:replies_reply_changelist"), {"action": action, "_selected_action": [one.pk for one in chosen]}
    )
    assert list(Reply.objects.exclude(pk=other.pk).values(*values)) == [values, values]
    assert set(IndexTask.objects.values_list("reply_id", flat=True)) == {one.pk for one in chosen}


def test_publishing_here_too_is_blocked_with_reasons(admin_client):
    blocked = make_full_reply(status="draft", disclosure="")
    url = reverse("admin:replies_reply_changelist")
    page = admin_client.post(url, {"action": "publish", "_selected_action": [blocked.pk]}, follow=True)
    assert "未决定公开方式" in page.content.decode()
    assert Reply.objects.get().status == "draft"


def test_a_verdict_on_a_figure_stays_when_the_letter_is_stored_again(admin_client, reply):
    metric = reply.metrics.get()
    admin_client.post(reverse("admin:replies_citedmetric_change", args=[metric.pk]), {"confirmed": "false"})
    claim = reply.claims.get()
    assert (claim.field, claim.value) == ("metric:4-8", {"confirmed": False})


def admin_form(admin_client, row, **changed) -> dict:
    """What the browser sends when only these fields are changed."""
    url = reverse(f"admin:replies_{row._meta.model_name}_change", args=[row.pk])
    form = admin_client.get(url).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields}
    for prefix in ("metrics", "citations"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = admin_client.post(url, data | changed)
    assert answer.status_code == 302, answer.context["errors"]
    return data


def test_a_disclosure_decided_here_is_a_claim_and_reaches_the_index(admin_client, reply):
    admin_form(admin_client, reply, disclosure="not_public")
    reply.refresh_from_db()
    assert (reply.disclosure, reply.disclosure_basis) == ("not_public", "person")
    assert [(one.field, one.value, str(one.by)) for one in reply.claims.all()] == [
        ("disclosure", "not_public", "admin")
    ]
    indexing.apply_pending()
    assert {document.audience for document in indexing.documents([reply.pk])} == {"staff"}


def test_what_was_read_is_corrected_on_the_review_page_only(admin_client, reply):
    before = Reply.objects.values().get()
    sent = admin_form(admin_client, reply, title="新的标题", year=1999, division_code="530111", department="")
    assert set(sent) == {"disclosure", *(name for name in sent if "_FORMS" in name)}
    assert Reply.objects.values().get() == before
    page = admin_client.get(reverse("admin:replies_reply_change", args=[reply.pk])).content.decode()
    assert f'href="/review/{reply.pk}/"' in page


@pytest.mark.parametrize(
    ("model", "values", "editable", "reason"),
    [
        (Department, {"name": "新局"}, {"name", "division_code"}, "nobody has written its name yet"),
        (Department, None, set(), "letters know it by this name"),
        (Policy, None, set(), "letters know it by its title"),
        (Policy, {"number": "昆政发〔2020〕31号"}, {"title", "number"}, "no letter cites it"),
    ],
)
@pytest.mark.usefixtures("reply")
def test_names_that_letters_write_are_not_changed_under_them(admin_client, model, values, editable, reason):
    row = model.objects.create(**values) if values else model.objects.filter(replies__isnull=False).first()
    url = reverse(f"admin:replies_{model._meta.model_name}_change", args=[row.pk])
    assert set(admin_client.get(url).context["adminform"].form.fields) == editable, reason


def test_of_a_cited_policy_with_a_number_the_title_can_be_completed(admin_client, reply):
    policy = reply.policies.get()
    Policy.objects.filter(pk=policy.pk).update(title="", number="昆政发〔2020〕31号", number_key="昆政发[2020]31")
    admin_form(admin_client, policy, title="步道管理办法")
    assert str(Policy.objects.get()) == "《步道管理办法》"


def test_a_reader_of_the_staff_can_look_but_not_change(client, reply):
    user = User.objects.create(username="reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_reply"))
    client.force_login(user)
    assert client.get(reverse("admin:replies_reply_changelist")).status_code == 200
    client.post(reverse("admin:replies_reply_changelist"), {"action": "withdraw", "_selected_action": [reply.pk]})
    assert Reply.objects.get(pk=reply.pk).status == "published"


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ({}, True),
        ({"disclosure": "not_public"}, True),
        ({"status": "draft"}, False),
        ({"status": "withdrawn"}, False),
    ],
)
def test_the_access_rule_holds_here_too(client, values, seen):
    reply = make_full_reply(**values)
    user = User.objects.create(username="reader", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    row = client.get(reverse("admin:replies_reply_change", args=[reply.pk]))
    assert row.status_code == (200 if seen else 302)
    for model in set(MODELS) - {Reply}:
        assert client.get(reverse(f"admin:replies_{model._meta.model_name}_changelist")).status_code == 403


def test_letters_come_in_with_their_files_not_by_hand(admin_client):
    assert admin_client.get(reverse("admin:replies_reply_add")).status_code == 403


def test_every_permission_is_named_in_chinese(admin_client, admin_user):
    group = admin_client.get(reverse("admin:auth_group_add")).content.decode()
    user = admin_client.get(reverse("admin:auth_user_change", args=[admin_user.pk])).content.decode()
    assert not re.search(r"Can (add|change|delete|view) ", group + user)
    assert "修改承办单位" in group
    assert "可以发布和撤下复文" in user


def test_no_part_of_the_admin_has_an_english_name(admin_client):
    page = admin_client.get(reverse("admin:index")).content.decode()
    apps = re.findall(r'class="section"[^>]*>([^<]+)', page)
    models = re.findall(r'<th scope="row"[^>]*>\s*<a[^>]*>([^<]+)', page)
    assert {"登录", "后台任务"} <= set(apps)
    assert "登录尝试" in models
    assert not [name for name in apps + models if re.search("[A-Za-z]", name)]


@pytest.mark.parametrize("page", ["change", "history"])
def test_no_style_stands_in_the_page_itself(admin_client, reply, page):
    """The content security policy forbids it, so what is written so would not be seen."""
    found = admin_client.get(reverse(f"admin:replies_reply_{page}", args=[reply.pk])).content.decode()
    assert not re.search(r"<[^>]+ style=", found)


def test_a_user_is_told_that_the_password_is_changed(client):
    user = User.objects.create_user("someone", password="west hill 42")
    client.force_login(user)
    fields = {"old_password": "west hill 42", "new_password1": "28 kunming lakes", "new_password2": "28 kunming lakes"}
    refused = client.post(reverse("password_change"), fields | {"old_password": "another"})
    assert "旧密码" in refused.content.decode()
    assert "密码已修改。" in client.post(reverse("password_change"), fields, follow=True).content.decode()


@pytest.mark.parametrize(
    ("values", "said", "reason"),
    [
        ({"status": "withdrawn"}, "<strong>状态</strong>：已发布 → 已撤下", "a choice by its label"),
        ({"body": "npc"}, "<strong>类别</strong>：政协提案 → 人大建议", "whichever it is"),
        ({"document_number": ""}, "<strong>文号</strong>：西城管函〔2023〕31号 → （空）", "what is nothing is said"),
        ({"year": None}, "<strong>年份</strong>：2023 → （空）", "a number, too"),
    ],
)
def test_the_history_says_in_words_what_changed(admin_client, values, said, reason):
    reply = library.shelve(letter_bytes("031").decode())
    for name, value in values.items():
        setattr(reply, name, value)
    reply.save()
    page = admin_client.get(reverse("admin:replies_reply_history", args=[reply.pk])).content.decode()
    assert re.findall(r"<li>(<strong>.*?)</li>", page) == [said], reason


def test_a_former_state_is_reached_by_a_path_in_chinese(admin_client, reply):
    history = admin_client.get(reverse("admin:replies_reply_history", args=[reply.pk])).content.decode()
    former = re.search(r'href="([^"]+/history/\d+/)"', history).group(1)
    page = admin_client.get(former).content.decode()
    path = re.search(r'<div class="breadcrumbs">(.*?)</div>', page, re.DOTALL).group(1)
    assert not re.search("[A-Za-z]", re.sub(r"<[^>]+>", "", path))
    steps = [urljoin(former, step) for step in re.findall(r'href="([^"]+)', path)]
    assert [admin_client.get(step).status_code for step in steps] == [200] * 4
