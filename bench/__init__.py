"""Measurements, each beside its floor: what the same work costs with nothing of ours around it, in the same run."""
