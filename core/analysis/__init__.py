"""Geometry and arithmetic over whole columns: arrays in, arrays out."""
