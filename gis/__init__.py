"""The only door to ``qgis.core``: layers ⇄ frames, styles, sheets, and the differences between versions."""
