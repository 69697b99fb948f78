"""The tests mirror the house: tests/<room>/ holds what proves that room."""
