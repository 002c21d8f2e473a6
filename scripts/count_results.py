#!/usr/bin/env python3
"""count_results.py [--failed STEP]… RUN.xml…: what ctest's JUnit files say, failures first, and the total last.

A step named with --failed (a build that broke, a run without results) counts as one failure. A test that ctest
could not start counts as failed; only one that ended with 77 is skipped, and its last line says why.
"""

import argparse
import os
import sys
import xml.etree.ElementTree as ElementTree

SHOWN_LINES = 60


def read_run(path):
    """(name, "passed" | "failed" | "skipped", output) of each test."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        output = (case.findtext("system-out") or "").strip()
        skipped = case.find("skipped")
        reason = skipped.get("message", "") if skipped is not None else ""
        if case.get("status") == "run":
            outcome = "passed"
        elif reason.startswith("SKIP_") or case.get("status") == "disabled":
            outcome = "skipped"
        else:
            outcome = "failed"
            output = output or reason or "no output: it ran out of time or was killed"
        yield case.get("name"), outcome, output


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failed", action="append", default=[])
    parser.add_argument("runs", nargs="*")
    arguments = parser.parse_args()
    counts = {"passed": 0, "failed": len(arguments.failed), "skipped": 0}
    skips = []
    for path in arguments.runs:
        run = os.path.splitext(os.path.basename(path))[0]
        for name, outcome, output in read_run(path):
            counts[outcome] += 1
            if outcome == "failed":
                print(f"--- failed: {run}: {name}")
                print("\n".join(output.splitlines()[-SHOWN_LINES:]))
            elif outcome == "skipped":
                skips.append(f"skipped: {run}: {name}: {output.splitlines()[-1] if output else 'no reason given'}")
    for line in [*skips, *(f"--- failed: {step}" for step in arguments.failed)]:
        print(line)
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
