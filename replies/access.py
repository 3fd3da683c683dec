"""Who may see which reply: one rule, in the two forms that the database and the search engine ask for.

| reader            | published and public | published, else | draft, withdrawn |
|-------------------|----------------------|-----------------|------------------|
| public            | yes                  | no trace        | no trace         |
| staff (reader)    | yes                  | yes             | no trace         |
| editor, superuser | yes                  | yes             | yes              |

An editor is whoever may change replies (`replies.change_reply`). "No trace" means: the same answer, in the same
words, as for what does not exist. Personal data in a letter is shown to editors alone (`replies.privacy`).

Editors read every reply, but change only those of their scope (`EditorScope`: all departments, or some) and what they
uploaded themselves; publishing and withdrawing needs `replies.publish_reply` on top. Superusers may all of it.
"""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Q

Audience = Literal["public", "staff", "editor"]
PUBLISHED, PUBLIC = "published", "public"


def audience_of(user: Any) -> Audience:
    """The circle a user belongs to. Anonymous, inactive and ordinary users are `public`."""
    if not (user and user.is_authenticated and user.is_active and user.is_staff):
        return "public"
    return "editor" if user.has_perm("replies.change_reply") else "staff"


def may_see(audience: Audience, status: str, disclosure: str | None) -> bool:
    """The rule itself: the table above."""
    if audience == "editor":
        return True
    return status == PUBLISHED and (audience == "staff" or disclosure == PUBLIC)


def audience_for(status: str, disclosure: str | None) -> Audience:
    """The rule as the engine asks it: the widest circle that may see a reply of this status and disclosure."""
    return next(circle for circle in ("public", "staff", "editor") if may_see(circle, status, disclosure))


def visible_q(audience: Audience, prefix: str = "") -> Q:
    """The rule as the database asks it. `prefix` walks to the reply from another model: "reply__"."""
    if audience == "editor":
        return Q()
    rule = Q(**{f"{prefix}status": PUBLISHED})
    return rule if audience == "staff" else rule & Q(**{f"{prefix}disclosure": PUBLIC})


def sees_personal_data(audience: Audience) -> bool:
    """Whether this circle reads private persons' numbers and addresses unmasked."""
    return audience == "editor"


def may_upload(user: Any) -> bool:
    """Whether the user may hand in letters."""
    return audience_of(user) == "editor" and user.has_perm("replies.upload_letters")


def may_change(user: Any, reply: Any) -> bool:
    """Whether the user may correct this reply: an editor of its department, or whoever uploaded it."""
    if audience_of(user) != "editor":
        return False
    scope = getattr(user, "editor_scope", None)
    if user.is_superuser or (scope and scope.all_departments):
        return True
    if scope and reply.department_id and scope.departments.filter(pk=reply.department_id).exists():
        return True
    return reply.source.uploads.filter(uploader=user).exists()


def may_publish(user: Any, reply: Any) -> bool:
    """Whether the user may publish and withdraw this reply."""
    return may_change(user, reply) and user.has_perm("replies.publish_reply")


def changeable_q(user: Any) -> Q:
    """The replies of `may_change`, as the database asks it."""
    if audience_of(user) != "editor":
        return Q(pk__in=())
    scope = getattr(user, "editor_scope", None)
    if user.is_superuser or (scope and scope.all_departments):
        return Q()
    own = Q(source__uploads__uploader=user)
    return own | Q(department__in=scope.departments.all()) if scope else own
