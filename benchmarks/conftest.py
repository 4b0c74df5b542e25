"""The figures that belong to a timing are printed below the table: steps a second, targets."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    session = getattr(terminalreporter.config, "_benchmarksession", None)
    if session is None:
        return
    terminalreporter.section("figures")
    for found in session.benchmarks:
        figures = ", ".join(f"{name}: {value}" for name, value in found.extra_info.items())
        median = f"{found.stats.median:>10.4f} s" if found.stats.data else f"{'failed':>12}"
        terminalreporter.write_line(f"{found.name:<55} {median}   {figures}")
