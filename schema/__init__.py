"""The schema: WHAT the hub says."""
