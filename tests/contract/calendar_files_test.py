"""The calendars of the State Council's notices that come with the server, against the table of these notices that the project's
documents share. Where that table is not beside the project there is nothing to compare with."""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT.parent / "shared/calendar.md"


def dates(year, text):
    return [f"{year}-{day}" for day in text.replace(";", " ").split()]


def notices(table):
    """year → {"rest": […], "work": […]}, by rows such as | 2025 | 01-01; 01-28 | 01-26 |"""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines() if line.startswith("| 2")]
    return {year: {"rest": dates(year, rest), "work": dates(year, work)} for year, rest, work in rows}


def main():
    if not TABLE.exists():
        print(f"there is no shared/calendar.md beside {ROOT.name}")
        return 77
    found = notices(TABLE.read_text())
    faults = [] if found else [f"{TABLE.name} has no notice"]
    for year, said in sorted(found.items()):
        calendar = json.loads((ROOT / f"server/office/calendar/{year}.json").read_text())
        for member, ours in (("rest", calendar["rest"]), ("work", [day["date"] for day in calendar["work"]])):
            if ours != sorted(ours) or sorted(ours) != sorted(said[member]):
                faults.append(f"{year}.json: {member} is {ours} instead of {said[member]}")
    print("\n".join(faults) or f"{len(found)} years, {sum(len(said['rest']) + len(said['work']) for said in found.values())} dates")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
