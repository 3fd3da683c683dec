"""The tables of the archive: `records` is what it keeps, `intake` how letters come in and who stands for them."""

from replies.models.intake import Claim, EditorScope, Resemblance, Upload
from replies.models.records import (
    SOURCES,
    USABLE,
    Body,
    CitedMetric,
    Department,
    IndexTask,
    Policy,
    PolicyCitation,
    Proposal,
    Reply,
    ReplyQuerySet,
    SourceFile,
    place_of_source,
    policy_number_key,
)

__all__ = [
    "SOURCES",
    "USABLE",
    "Body",
    "CitedMetric",
    "Claim",
    "Department",
    "EditorScope",
    "IndexTask",
    "Policy",
    "PolicyCitation",
    "Proposal",
    "Reply",
    "ReplyQuerySet",
    "Resemblance",
    "SourceFile",
    "Upload",
    "place_of_source",
    "policy_number_key",
]
