"""What the numbers that algorithms return are called."""

from __future__ import annotations

from ..gis.words import tr


def number_label(name: str) -> str:
    """What a count is called."""
    return {
        "READ_COUNT": tr("Rows read"),
        "USED_COUNT": tr("Rows used"),
        "MERGED_COUNT": tr("Rows merged into others"),
        "REJECTED_COUNT": tr("Rows refused"),
        "KEYED_COUNT": tr("Rows matched by key"),
        "INSIDE_COUNT": tr("Rows matched inside a parcel"),
        "NEAR_COUNT": tr("Rows matched to a near parcel"),
        "MATCHED_COUNT": tr("Rows matched"),
        "UNMATCHED_COUNT": tr("Rows without a parcel"),
        "DUPLICATE_COUNT": tr("Duplicate rows"),
        "UNIT_COUNT": tr("Parcels with a group"),
        "UNGROUPED_COUNT": tr("Parcels without a group"),
        "FINDING_COUNT": tr("Findings"),
        "BLOCK_COUNT": tr("Findings that need a procedure"),
        "CONFLICT_COUNT": tr("Findings to reconcile"),
        "CHECK_COUNT": tr("Findings to confirm"),
        "INFO_COUNT": tr("Findings for information"),
        "NEW_COUNT": tr("New findings"),
        "CLOSED_COUNT": tr("Closed findings"),
        "BLANK_SHARE": tr("Share of the area without a class (percent)"),
        "DECIDED_COUNT": tr("Findings decided"),
        "EDITION": tr("Edition"),
        "ACTION_COUNT": tr("Actions"),
        "MISSING_COUNT": tr("Actions without a manager or a method"),
        "ROW_COUNT": tr("Rows written"),
        "CHANGED_COUNT": tr("Cells changed"),
        "ADDED_COUNT": tr("Rows added"),
        "REMOVED_COUNT": tr("Rows removed"),
        "HIT_COUNT": tr("Reasons to stop"),
        "FILE_COUNT": tr("Files written"),
        "TOTAL_PEOPLE": tr("People in all"),
        "REACHED_PEOPLE": tr("People within the time"),
        "UNREACHED_PEOPLE": tr("People not within the time"),
        "SHARE": tr("People within the time (percent)"),
        "LOST_PEOPLE": tr("People lost by the closed roads"),
        "UNKNOWN_COUNT": tr("Rows without a number of people"),
        "COMPONENT_COUNT": tr("Parts of the network"),
        "UNCLASSED_COUNT": tr("Roads without a speed"),
        "AREA_COUNT": tr("Living areas"),
        "UNPLACED_COUNT": tr("Settlements in no living area"),
    }[name]
