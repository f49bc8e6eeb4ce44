"""The table, for people and for docs/benchmarks.md."""
import pathlib
import statistics

BEGIN, END = "<!-- table: written by ./dev bench --record -->", "<!-- end of table -->"


def median_of(runs):
    """The middle run's figures, each by itself; the spread of the CPU figure stands beside it."""
    result = {name: statistics.median(run[name] for run in runs)
              for name in ("cpu_us", "per_second", "p50_us", "p99_us", "rss_mib", "busy")}
    result["cpu_us_least"] = min(run["cpu_us"] for run in runs)
    result["cpu_us_most"] = max(run["cpu_us"] for run in runs)
    return result


def rows_of(results):
    """One list of cells a contender; the ratio is to nginx with Lua over the same transport."""
    yield ["", "CPU µs/request (least–most)", "ratio", "requests/s", "p50 ms", "p99 ms", "RSS MiB", "its core busy"]
    for each in results:
        peer = next((other for other in results if other["tls"] == each["tls"] and other["id"] == "nginx-lua"), None)
        middle = each["median"]
        ratio = f"{middle['cpu_us'] / peer['median']['cpu_us']:.2f}" if peer else "–"
        yield [("TLS · " if each["tls"] else "plain · ") + each["name"],
               f"{middle['cpu_us']:.1f} ({middle['cpu_us_least']:.1f}–{middle['cpu_us_most']:.1f})", ratio,
               f"{middle['per_second']:,.0f}", f"{middle['p50_us'] / 1000:.2f}", f"{middle['p99_us'] / 1000:.2f}",
               f"{middle['rss_mib']:.1f}", f"{middle['busy']:.0%}"]


def text_table(results):
    rows = list(rows_of(results))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row)]
        lines.append("  ".join(cells))
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join(lines)


def markdown_table(results):
    rows = list(rows_of(results))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---|" + "---:|" * (len(rows[0]) - 1))
    return "\n".join(lines)


def record(page, heading, results):
    page = pathlib.Path(page)
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n{heading}\n\n{markdown_table(results)}\n\n{END}{after}", encoding="utf-8")
