"""Answers to repeated mutations, kept in memory: what a store does for the hub."""

from supergraph.idempotency import Claimed, Kept, Running

__all__ = ["Memory"]


class Memory:
    """A keeper in memory. `owners` are those of the answers it was given to keep, in order."""

    def __init__(self) -> None:
        self.claimed: dict[str, str] = {}
        self.kept: dict[str, str] = {}
        self.owners: list[tuple[str, str] | None] = []

    async def claim(self, key: str, fingerprint: str) -> Claimed | Running | Kept:
        if key in self.kept:
            return Kept(self.claimed[key], self.kept[key])
        if key in self.claimed:
            return Running()
        self.claimed[key] = fingerprint
        return Claimed()

    async def keep(self, key: str, owner: tuple[str, str] | None, answer: str) -> None:
        self.owners.append(owner)
        self.kept[key] = answer

    async def release(self, key: str) -> None:
        del self.claimed[key]
