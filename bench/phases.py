"""Seconds of each phase, processor seconds and peak memory of a run, printed as one JSON line at the end."""

from __future__ import annotations

import json
import resource
import time


class Phases:
    """A stopwatch with named laps."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.began = self.last = time.perf_counter()

    def done(self, name: str) -> None:
        """Ends the lap that began at the end of the last one."""
        now = time.perf_counter()
        self.laps[name] = round(now - self.last, 2)
        self.last = now
        print(f"  {name}: {self.laps[name]:.2f} s", flush=True)

    def report(self, **facts) -> None:
        """The machine-readable last line."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        total = {
            "seconds": round(time.perf_counter() - self.began, 2),
            "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
            "peak_gib": round(usage.ru_maxrss / 2**20, 3),
        }
        print(json.dumps({**total, "phases": self.laps, **facts}), flush=True)
