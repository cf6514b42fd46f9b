"""Roads as a network: noding, closed roads, ways from people to towns. Arrays in, arrays out; metres, minutes."""
