#!/usr/bin/env python3
"""Speed, memory and truth of Raccroche against Splink, on the same files, the same machine, in one run.

For each size: makes two registers (unless they are there), links them with both tools reading the same Parquet
files, one after the other, and judges both with the same judge. Then deduplicates the historical figures with both
and links FEBRL4. Seconds are those of the whole process, start to end; memory is its peak resident size. Prints the
figures and rewrites the table in docs/performance.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def run(command: list[str | Path], log: Path) -> dict[str, float]:
    """Runs a command alone; wall seconds, processor seconds and peak memory of that process. Fails loudly."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        began = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command], stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed ({child.returncode}); its output: {log}")
    return {
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "gib": usage.ru_maxrss / 2**20,
    }


def median(command: list[str | Path], log: Path, times: int) -> dict[str, float]:
    """The run of median wall time among several."""
    runs = sorted((run(command, log) for _ in range(times)), key=lambda each: each["seconds"])
    return {**runs[len(runs) // 2], "runs": times, "slowest": runs[-1]["seconds"], "fastest": runs[0]["seconds"]}


def judge(out: Path, truth: Path, left: Path | None = None) -> dict:
    """The figures of `score.py`."""
    command = [sys.executable, BENCH / "score.py", out, truth] + (["--left", left] if left else [])
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


class Bench:
    """One measurement run."""

    def __init__(self, args: argparse.Namespace):
        self.args = args
        self.data: Path = args.data
        self.tool = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/raccroche"

    def build(self) -> None:
        subprocess.run(["cargo", "build", "--release", "--locked", "-p", "raccroche"], cwd=ROOT, check=True)

    def make(self, script: str, made: Path, *arguments: str | Path) -> None:
        """Makes a data set unless it is there."""
        if not made.exists():
            subprocess.run([sys.executable, BENCH / script, *map(str, arguments)], check=True)

    def registers(self, rows: int) -> dict:
        """Both tools on two registers of `rows` rows."""
        folder = self.data / f"registers-{rows}{'-insee' if self.args.names else ''}"
        names = ["--names", self.args.names] if self.args.names else []
        self.make(
            "make_registers.py", folder / "truth.csv", "--rows", str(rows), "--seed", "1", "--out", folder, *names
        )
        left, right, truth = folder / "a.parquet", folder / "b.parquet", folder / "truth.csv"
        result: dict = {"rows": rows}
        ours = folder / "raccroche"
        for kind in ("parquet", "csv"):
            files = [folder / f"a.{kind}", folder / f"b.{kind}"]
            command = [self.tool, "link", *files, "--out", ours]
            result[f"raccroche_{kind}"] = median(command, folder / f"raccroche-{kind}.log", self.args.repeat)
        result["raccroche"] = {**result.pop("raccroche_parquet"), **judge(ours, truth, left)}
        self.tell(f"raccroche {rows}", result["raccroche"])
        if not self.args.without_splink:
            theirs = folder / "splink"
            command = [sys.executable, BENCH / "splink_link.py", left, right, "--out", theirs]
            times = self.args.repeat if rows <= 200_000 else 1
            result["splink_hurried"] = median([*command, "--hurried"], folder / "splink-hurried.log", times)
            result["splink"] = {**median(command, folder / "splink.log", times), **judge(theirs, truth, left)}
            self.tell(f"splink {rows}", result["splink"])
        return result

    def figures(self) -> dict:
        """Both tools on the historical figures."""
        folder = self.data / "figures"
        file, truth = folder / "hist50k-blind.csv", folder / "hist50k.truth.csv"
        self.make("make_people.py", truth, "--out", folder / "hist50k.csv")
        ours = folder / "raccroche"
        command = [self.tool, "dedupe", file, "--out", ours]
        measured = median(command, folder / "raccroche.log", self.args.repeat)
        result = {"raccroche": {**measured, **judge(ours, truth)}}
        self.tell("raccroche figures", result["raccroche"])
        if not self.args.without_splink:
            theirs = folder / "splink"
            command = [sys.executable, BENCH / "splink_dedupe.py", file, "--out", theirs]
            measured = median(command, folder / "splink.log", self.args.repeat)
            result["splink"] = {**measured, **judge(theirs, truth)}
            self.tell("splink figures", result["splink"])
        return result

    def febrl(self) -> dict:
        """The smoke test everyone passes, in both layouts of the package."""
        self.make("febrl.py", self.data / "febrl4/truth.csv", "--out", self.data)
        result = {}
        for layout in ("", "as-packaged"):
            folder = self.data / "febrl4" / layout
            ours = folder / "raccroche"
            measured = run([self.tool, "link", folder / "a.csv", folder / "b.csv", "--out", ours], folder / "link.log")
            result[layout or "plain"] = {**measured, **judge(ours, self.data / "febrl4/truth.csv")}
            self.tell(f"raccroche febrl4 {layout}", result[layout or "plain"])
        for number in (1, 2, 3):
            folder = self.data / f"febrl{number}"
            ours = folder / "raccroche"
            measured = run([self.tool, "dedupe", folder / "rows.csv", "--out", ours], folder / "dedupe.log")
            result[f"febrl{number}"] = {**measured, **judge(ours, folder / "truth.csv")}
            self.tell(f"raccroche febrl{number}", result[f"febrl{number}"])
        return result

    def reading(self) -> str:
        """What the bench of the SIECLE reader prints: its speed beside quick-xml's bare events."""
        command = ["cargo", "bench", "--quiet", "--locked", "-p", "raccroche-registers", "--bench", "siecle"]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
        print(printed, flush=True)
        return printed

    @staticmethod
    def tell(what: str, result: dict) -> None:
        """One line as soon as something is measured."""
        print(f"{what}: {json.dumps(result)}", flush=True)


def exponent(sizes: list[dict], tool: str) -> float | None:
    """The slope of log(seconds) over log(rows), from the smallest size to the largest."""
    small, large = sizes[0], sizes[-1]
    if small["rows"] == large["rows"] or tool not in large:
        return None
    return math.log(large[tool]["seconds"] / small[tool]["seconds"]) / math.log(large["rows"] / small["rows"])


def machine() -> str:
    """What it ran on, without naming the machine."""
    processor = [line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line]
    model = next((value.strip() for key, value in processor if key.strip() == "model name"), "unknown processor")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=ROOT).stdout.split("(")[0].strip()
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()}, {rust}, load {load:.1f} before"


def links_row(name: str, result: dict) -> str:
    links, leavers = result["links"], result["leavers"]
    return (
        f"| {name} | {links['precision']:.4f} | {links['recall']:.4f} | **{links['f1']:.4f}** "
        f"| {leavers['precision']:.4f} | {leavers['recall']:.4f} | {100 * result['review_share_of_rows']:.2f} % |"
    )


def page(results: dict, command: str) -> str:
    """The Markdown between the markers."""
    lines = [f"Measured on {results['date']} with `{command}`: {results['machine']}.", ""]
    lines += [
        "| rows a side | Raccroche s | from CSV s | GiB | Splink s | GiB | times faster | memory, share of Splink's "
        "| Splink hurried s | times faster |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for size in results["registers"]:
        ours, csv, theirs = size["raccroche"], size["raccroche_csv"], size.get("splink")
        row = f"| {size['rows']:,} | {ours['seconds']:.2f} | {csv['seconds']:.2f} | {ours['gib']:.2f} "
        if theirs:
            ratio, share = theirs["seconds"] / ours["seconds"], ours["gib"] / theirs["gib"]
            row += f"| {theirs['seconds']:.1f} | {theirs['gib']:.2f} | **{ratio:.1f}** | {100 * share:.0f} % "
            hurried = size["splink_hurried"]["seconds"]
            row += f"| {hurried:.1f} | {hurried / ours['seconds']:.1f} |"
        else:
            row += "| – | – | – | – | – | – |"
        lines.append(row)
    slopes = {tool: exponent(results["registers"], tool) for tool in ("raccroche", "splink")}
    if slopes["raccroche"]:
        first, last = results["registers"][0]["rows"], results["registers"][-1]["rows"]
        told = ", ".join(f"{tool} {slope:.2f}" for tool, slope in slopes.items() if slope)
        lines += ["", f"Growth from {first:,} to {last:,} rows, seconds as a power of the rows: {told}."]
    for size in results["registers"]:
        lines += [
            "",
            f"| {size['rows']:,} rows | links: precision | recall | F1 | leavers: precision | recall | rows in review |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [links_row(tool.capitalize(), size[tool]) for tool in ("raccroche", "splink") if tool in size]
    lines += [
        "",
        "| historical figures, one file | s | GiB | pair precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    for tool, result in results["figures"].items():
        pairs = result["pairs"]
        lines.append(
            f"| {tool.capitalize()} | {result['seconds']:.2f} | {result['gib']:.2f} | {pairs['precision']:.4f} "
            f"| {pairs['recall']:.4f} | **{pairs['f1']:.4f}** |"
        )
    febrl = results["febrl"]
    told = [f"FEBRL4 F1 {febrl['plain']['links']['f1']:.4f} (as packaged {febrl['as-packaged']['links']['f1']:.4f})"]
    told += [f"FEBRL{n} pair F1 {febrl[f'febrl{n}']['pairs']['f1']:.4f}" for n in (1, 2, 3)]
    lines += ["", "With no specification given: " + ", ".join(told) + "."]
    lines += ["", "Reading SIECLE XML against quick-xml's bare events on the same bytes, one thread each:", ""]
    lines += ["```text", results["reading"], "```"]
    return "\n".join(lines)


def main() -> None:
    """Measures everything, prints it, rewrites the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--data", type=Path, default=ROOT / "bench-data", help="where data and outputs go")
    parser.add_argument("--names", type=Path, default=os.environ.get("INSEE_NAMES"), help="folder with INSEE's zips")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each command; the median counts")
    parser.add_argument("--without-splink", action="store_true")
    parser.add_argument("--keep-page", action="store_true", help="leave docs/performance.md as it is")
    args = parser.parse_args()
    bench = Bench(args)
    results: dict = {"date": dt.date.today().isoformat(), "machine": machine()}
    bench.build()
    results["registers"] = [bench.registers(rows) for rows in sorted(args.rows)]
    results["figures"] = bench.figures()
    results["febrl"] = bench.febrl()
    results["reading"] = bench.reading()
    (args.data / "results.json").write_text(json.dumps(results, indent=1))
    sizes = " ".join(str(rows) for rows in sorted(args.rows))
    text = page(results, f'make bench ROWS="{sizes}"' + (" (INSEE names)" if args.names else ""))
    print("\n" + text)
    if args.keep_page or args.without_splink:
        return
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
    print(f"\nwritten to {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
