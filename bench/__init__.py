"""Measures the hub against its peers, side by side in one run."""
