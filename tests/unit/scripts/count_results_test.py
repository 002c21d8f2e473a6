#!/usr/bin/env python3
"""What scripts/test says at its end, for every way in which ctest reports a test."""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "scripts", "count_results.py")
RUN = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="x">
  <testcase name="good" status="run"><system-out>all well</system-out></testcase>
  <testcase name="bad" status="fail"><failure message=""/><system-out>first\nwhy &lt;this&gt;\n</system-out></testcase>
  <testcase name="slow" status="fail"><failure message=""/><system-out></system-out></testcase>
  <testcase name="away" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>
    <system-out>looked\nno kernel here\n</system-out></testcase>
  <testcase name="gone" status="notrun"><skipped message="Unable to find executable"/>
    <system-out></system-out></testcase>
  <testcase name="after" status="notrun"><skipped message="Fixture dependency failed"/>
    <system-out></system-out></testcase>
</testsuite>
"""
GOOD = '<testsuite><testcase name="a" status="run"><system-out/></testcase></testsuite>'


def count(*arguments, **runs):
    """Runs the program over files of the given names and contents: (exit code, lines)."""
    with tempfile.TemporaryDirectory(prefix="count-") as folder:
        paths = []
        for name, text in runs.items():
            paths.append(os.path.join(folder, name + ".xml"))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.write(text)
        run = subprocess.run([sys.executable, "-B", PROGRAM, *arguments, *paths], capture_output=True, text=True)
    return run.returncode, run.stdout.splitlines()


class CountResultsTest(unittest.TestCase):
    def test_what_did_not_run_failed_and_what_was_skipped_says_why(self):
        code, lines = count(dev=RUN)
        self.assertEqual(code, 1)
        self.assertEqual(lines[-1], "1 passed, 4 failed")
        for line in ["--- failed: dev: bad", "why <this>", "--- failed: dev: slow", "--- failed: dev: gone",
                     "Unable to find executable", "--- failed: dev: after", "skipped: dev: away: no kernel here"]:
            self.assertIn(line, lines)

    def test_runs_are_added_up(self):
        self.assertEqual(count(dev=GOOD, asan=GOOD), (0, ["2 passed, 0 failed"]))

    def test_a_step_that_broke_is_a_failure(self):
        code, lines = count("--failed=build of asan", dev=GOOD)
        self.assertEqual((code, lines), (1, ["--- failed: build of asan", "1 passed, 1 failed"]))

    def test_nothing_run_is_no_success(self):
        self.assertEqual(count(), (1, ["0 passed, 0 failed"]))

    def test_long_output_is_shown_by_its_end(self):
        output = "\n".join(f"line {i}" for i in range(500))
        text = f'<testsuite><testcase name="a" status="fail"><system-out>{output}</system-out></testcase></testsuite>'
        _, lines = count(dev=text)
        self.assertIn("line 499", lines)
        self.assertLess(len(lines), 100)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
