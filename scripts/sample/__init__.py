"""The parts of scripts/make_sample: one fictitious valley, written in the official layouts."""
