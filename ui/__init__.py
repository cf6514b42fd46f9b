"""The desk: docks, map tools and what holds them together. The one room that knows QGIS's window."""
