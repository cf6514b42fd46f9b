"""Readers: one per dataset, each gives a frame with canonical columns and an import report. Files are never changed."""
