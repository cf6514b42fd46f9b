"""The toolbox door: provider, base class, one thin algorithm per file."""
