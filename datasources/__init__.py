"""The data sources: WHERE data comes from."""
