"""The history of a reply as the admin lists it: what changed, in the words of the pages."""

from __future__ import annotations

from typing import Any

from simple_history.models import ModelChange, ModelDelta
from simple_history.template_utils import HistoricalRecordContextHelper

NOTHING = "（空）"
YES_OR_NO = {True: "是", False: "否"}


class ChangesInWords(HistoricalRecordContextHelper):
    """Values by their labels, without the columns that follow from others."""

    def context_for_delta_changes(self, delta: ModelDelta) -> list[dict[str, Any]]:
        """Of the changes those that a person can make."""
        shown = [change for change in delta.changes if self.model._meta.get_field(change.field).editable]
        return [
            {"field": words.field, "old": words.old, "new": words.new} for words in map(self.format_delta_change, shown)
        ]

    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> Any:
        """The value as a reader knows it."""
        value = super().prepare_delta_change_value(change, value)
        field = self.model._meta.get_field(change.field)
        if field.choices:
            return dict(field.flatchoices).get(value, value)
        if value is None or value == "":
            return NOTHING
        return YES_OR_NO[value] if isinstance(value, bool) else value
