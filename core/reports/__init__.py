"""What goes out to people: import reports, lists of findings, the action plan as xlsx, docx and csv."""
