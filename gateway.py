"""The door: settings, the ASGI application with its lifespan, and the `hub` command. No logic lives here."""


def main() -> None:
    """Run the `hub` command."""
