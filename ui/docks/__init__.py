"""The docks: thin views over models; what a button does is a stroke of the session or an algorithm by its id."""
