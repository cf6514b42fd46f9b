"""One function per thing a person asks for: what an algorithm and a button both call.

Each takes the path of a plan (and of what it brings in), reads, computes, writes the plan in one stroke, and returns
the counts under the names that the algorithms declare.
"""
