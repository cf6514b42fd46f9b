"""Rules as column operations: facts in, findings (調整事項) out."""
