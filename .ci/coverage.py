"""Merges Cobertura reports (one per test project) and checks the line coverage of the product's own code.

A line counts as covered when any test project ran it. Generated code and the source generator, which runs inside the compiler, do not count.
"""
import argparse
import collections
import pathlib
import sys
import xml.etree.ElementTree as xml

ROOTS = ("src/", "grains/", "api/")
LEFT_OUT = ("src/AgentGrid.Engine.Generator/", "/obj/")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("results", type=pathlib.Path)
    arguments.add_argument("--minimum", type=float, required=True)
    options = arguments.parse_args()
    top = pathlib.Path.cwd().as_posix() + "/"
    hits = collections.defaultdict(dict)
    for report in options.results.rglob("coverage.cobertura.xml"):
        tree = xml.parse(report).getroot()
        sources = [source.text or "" for source in tree.iter("source")]
        for cls in tree.iter("class"):
            name = locate(cls.get("filename"), sources, top)
            if name is None or not name.startswith(ROOTS) or any(part in name for part in LEFT_OUT):
                continue
            for line in cls.iter("line"):
                number, count = int(line.get("number")), int(line.get("hits"))
                hits[name][number] = max(hits[name].get(number, 0), count)
    return report_on(hits, options.minimum)


def locate(filename, sources, top):
    """Path relative to the repository, or None for code from elsewhere."""
    for candidate in [filename, *(source.rstrip("/") + "/" + filename for source in sources)]:
        if candidate.startswith(top) and pathlib.Path(candidate).exists():
            return candidate[len(top):]
    return None


def report_on(hits, minimum) -> int:
    groups = collections.defaultdict(lambda: [0, 0])
    for name, lines in hits.items():
        parts = name.split("/")
        for group in ("all", parts[0] if parts[0] != "src" else "/".join(parts[:2])):
            groups[group][0] += sum(1 for count in lines.values() if count)
            groups[group][1] += len(lines)
    for group, (covered, total) in sorted(groups.items()):
        print(f"{group:32} {covered:6} of {total:6} lines {100 * covered / total:6.1f} %")
    covered, total = groups["all"]
    if total == 0 or 100 * covered / total < minimum:
        print(f"Line coverage is below {minimum} %.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
