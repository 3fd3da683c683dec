"""What must be true is true in the database, on SQLite and PostgreSQL alike; migrations go forth and back."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from replies.models import CitedMetric, Department, Policy, PolicyCitation, Proposal, Reply, SourceFile
from tests.rows import make_reply, make_source

KNOWN = {"body": "cppcc", "division_code": "530112", "term": 10, "session": 2, "number": "056"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "allowed", "reason"),
    [
        (KNOWN, KNOWN, False, "one number within body, division and session"),
        (KNOWN, KNOWN | {"number": "第56号"}, False, "written otherwise it is the same number"),
        (KNOWN, KNOWN | {"number": "57"}, True, "another number"),
        (KNOWN, KNOWN | {"session": 3}, True, "the same number a session later"),
        (KNOWN, KNOWN | {"division_code": "530111"}, True, "in another district"),
        (KNOWN, KNOWN | {"body": "npc"}, True, "of the other body"),
        (KNOWN | {"session": None}, KNOWN | {"session": None}, True, "of unknown session: perhaps two"),
        (KNOWN | {"number": ""}, KNOWN | {"number": ""}, True, "of unknown number: perhaps two"),
        (KNOWN | {"division_code": ""}, KNOWN | {"division_code": ""}, True, "of unknown place: perhaps two"),
    ],
)
def test_a_proposal_is_one_within_its_session_and_unknowns_are_never_one(first, second, allowed, reason):
    Proposal.objects.create(**first)
    assert is_allowed(Proposal, second) is allowed, reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "allowed", "reason"),
    [
        ({"title": "办法", "number": "昆政发〔2014〕53号"}, {"number": "昆政发[2014]53号"}, False, "one number"),
        ({"title": "办法"}, {"title": "办法"}, False, "one title, no number"),
        ({"title": "办法", "number": "昆政发〔2014〕53号"}, {"title": "办法"}, True, "with and without its number"),
        ({"number": "内部第甲份"}, {"number": "内部第乙份"}, True, "numbers of no known form are compared as written"),
        ({"number": "内部第甲份"}, {"number": "内部 第甲份"}, False, "white space aside"),
        ({}, {}, False, "a policy has a name"),
    ],
)
def test_a_policy_is_one_by_number_else_by_title(first, second, allowed, reason):
    if first:
        Policy.objects.create(**first)
    assert is_allowed(Policy, second) is allowed, reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "allowed", "reason"),
    [
        ({}, True, "as it comes"),
        ({"status": "lost"}, False, "an unknown status"),
        ({"disclosure": "secret"}, False, "an unknown disclosure"),
        ({"disclosure": "public", "disclosure_basis": ""}, False, "a disclosure is on someone's word"),
        ({"disclosure": "", "disclosure_basis": "person"}, False, "no word for no disclosure"),
        ({"disclosure": "", "disclosure_basis": ""}, True, "undecided"),
        ({"body": "council"}, False, "an unknown body"),
        ({"division_code": "5301"}, False, "a code of four digits is none"),
        ({"division_code": "530112001"}, True, "a street"),
        ({"year": 1900}, False, "before there were such letters"),
        ({"year": None}, True, "a letter may not say"),
    ],
)
def test_a_reply_is_what_it_can_be(values, allowed, reason):
    basis = {"disclosure_basis": "person"} if values.get("disclosure") else {}
    assert is_allowed(Reply, {"source": make_source(), "parser_version": "1", **basis, **values}) is allowed, reason


@pytest.mark.django_db
def test_things_are_there_once():
    reply = make_reply()
    department = Department.objects.create(name="民政局", division_code="530112")
    policy = Policy.objects.create(title="办法")
    place = {"start": 0, "end": 4}
    CitedMetric.objects.create(reply=reply, text="12", value=12, **place)
    PolicyCitation.objects.create(reply=reply, policy=policy, **place)
    same = [
        (Reply, {"source": reply.source, "part": reply.part, "parser_version": "1"}),
        (Department, {"name": department.name, "division_code": department.division_code}),
        (SourceFile, {"name": "b", "sha256": reply.source.sha256, "size": 1, "media_type": "text/plain"}),
        (CitedMetric, {"reply": reply, "text": "12", "value": 12, **place}),
        (CitedMetric, {"reply": reply, "text": "12", "value": 12, "start": 4, "end": 4}),
        (PolicyCitation, {"reply": reply, "policy": policy, **place}),
    ]
    assert [model for model, values in same if is_allowed(model, values)] == []
    assert is_allowed(Department, {"name": department.name, "division_code": "530111"})


def is_allowed(model, values) -> bool:
    try:
        with transaction.atomic():
            model.objects.create(**values)
    except IntegrityError:
        return False
    return True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "values", "changed", "key"),
    [
        (Proposal, {"number": "第056号"}, {"number": "D022"}, ("number_key", "56", "D22")),
        (Policy, {"number": "昆政发〔2014〕53号"}, {"number": "云政办〔2015〕7号"},
         ("number_key", "昆政发[2014]53", "云政办[2015]7")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("update_fields", [None, ["number"]])
def test_the_normal_form_follows_the_number(model, values, changed, key, update_fields):
    name, before, after = key
    row = model.objects.create(**values)
    assert getattr(row, name) == before
    for field, value in changed.items():
        setattr(row, field, value)
    row.save(update_fields=update_fields)
    assert getattr(model.objects.get(pk=row.pk), name) == after


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.txt", ".txt"),
        ("a.TXT", ".txt"),
        ("../../etc/passwd", ""),
        ("a.tx/t", ""),
        ("复文.文本", ""),
        ("a.longsuffix", ""),
    ],
)
def test_a_file_lies_where_its_content_says(name, suffix, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    source = make_source(f"content of {name}".encode(), name)
    assert source.content.name == f"sources/{source.sha256[:2]}/{source.sha256}{suffix}"


@pytest.mark.django_db
def test_a_persons_decision_is_marked_and_can_be_taken_back():
    reply = make_reply(disclosure="", disclosure_basis="")
    reply.decide_disclosure("public")
    assert (reply.disclosure, reply.disclosure_basis) == ("public", "person")
    reply.decide_disclosure("")
    assert (reply.disclosure, reply.disclosure_basis) == ("", "")


def test_migrations_are_one_line():
    loader = MigrationLoader(None)
    (latest,) = loader.graph.leaf_nodes("replies")
    line = [name for app, name in loader.graph.forwards_plan(latest) if app == "replies"]
    assert line == sorted(name for app, name in loader.graph.nodes if app == "replies")


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "replies", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth():
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("replies")
    try:
        MigrationExecutor(connection).migrate([("replies", None)])
        assert not [name for name in connection.introspection.table_names() if name.startswith("replies_")]
    finally:
        MigrationExecutor(connection).migrate(latest)
    assert "replies_reply" in connection.introspection.table_names()
