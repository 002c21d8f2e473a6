#!/usr/bin/env python3
"""lint.py CHECKER [--root FOLDER] [--build FOLDER]: prints findings as file:line: what; exit 1 if any."""

import argparse
import os
import sys

import check_audit
import check_format
import check_header
import check_layer
import check_length
import check_name
import check_path
import check_sql
import check_state
import check_udev
import check_word
from source_tree import Tree

CHECKERS = {
    "audit": check_audit.check,
    "format": check_format.check,
    "header": check_header.check,
    "layer": check_layer.check,
    "length": check_length.check,
    "name": check_name.check,
    "path": check_path.check,
    "sql": check_sql.check,
    "state": check_state.check,
    "udev": check_udev.check,
    "word": check_word.check,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checker", choices=sorted(CHECKERS))
    parser.add_argument("--root", default=os.path.join(os.path.dirname(__file__), "..", ".."))
    parser.add_argument("--build", help="a configured build folder")
    arguments = parser.parse_args()
    findings = CHECKERS[arguments.checker](Tree(arguments.root, arguments.build))
    for finding in sorted(set(findings)):
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
