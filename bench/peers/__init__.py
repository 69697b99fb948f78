"""The peers: the same three operations over the same SQLite file, each as its makers teach it."""
