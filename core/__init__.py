"""Everything that is true without QGIS."""
