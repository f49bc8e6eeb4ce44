"""The table, for people and for docs/benchmarks.md."""
import pathlib
import statistics

PEERS, ROWS = "<!-- table: written by ./dev bench --record -->", "<!-- rows: written by ./dev bench --record -->"
END = "<!-- end of table -->"


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


def _figure(value, unit):
    return f"{value:,.2f} ×" if unit == "×" else f"{value:,.0f} {unit}"


def cells_of_row(each):
    bound = ("at most " if each["at_most"] else "at least ") + _figure(each["bound"], each["unit"])
    missed = "over" if each["at_most"] else "below"
    return [each["what"], _figure(each["value"], each["unit"]), bound, "within" if each["within"] else missed, each["note"]]


def cells_of_rows(results):
    """The figures of rows, each beside its bound; a line for each group of them."""
    yield ["", "figure", "bound", "", "in detail"]
    group = None
    for each in results:
        if each["group"] != group:
            group = each["group"]
            yield [group, "", "", "", ""]
        name, *cells = cells_of_row(each)
        yield ["· " + name, *cells]


def rows_text(results):
    lines = list(cells_of_rows(results))[1:]
    widths = [max(len(cells[at]) for cells in lines if cells[1]) for at in range(4)]
    return "\n".join(f"{name:{widths[0]}}  {figure:>{widths[1]}}  {bound:{widths[2]}}  {word:{widths[3]}}  {note}".rstrip()
                     if figure else name for name, figure, bound, word, note in lines)


def text_table(results):
    rows = list(rows_of(results))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row)]
        lines.append("  ".join(cells))
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join(lines)


def markdown_table(rows):
    rows = list(rows)
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---|" + "---:|" * (len(rows[0]) - 1))
    return "\n".join(lines)


def record(page, begin, heading, cells):
    """Rewrites one of the page's tables, which stands between `begin` and the next END."""
    page = pathlib.Path(page)
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(begin, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{begin}\n\n{heading}\n\n{markdown_table(cells)}\n\n{END}{after}", encoding="utf-8")
