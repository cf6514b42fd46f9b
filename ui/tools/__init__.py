"""Map tools: they hear the mouse and the keys, show where they are, and tell; controllers make strokes of it."""
