"""The engine, which knows no clubs: execution, documents, limits, HTTP in and out."""
