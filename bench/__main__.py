"""`python -m bench [WHAT …]`: all benchmarks, or those named."""

import sys

from bench import executor, growth, ingest, people, reads


def _executor() -> None:
    growth.run()
    executor.run()


BENCHMARKS = {"ingest": ingest.run, "reads": reads.run, "executor": _executor, "people": people.run}


def main(asked: list[str]) -> None:
    """Run the benchmarks asked for; raises SystemExit for an unknown one."""
    unknown = [name for name in asked if name not in BENCHMARKS]
    if unknown:
        raise SystemExit(f"no benchmark called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    for name in asked or BENCHMARKS:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
