"""Zones and findings → the draft of an action plan (行動計画), and its roll-ups."""
