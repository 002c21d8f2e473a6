"""Every answer of the domain's tests, held against server/api/openapi.yaml; and openapi.yaml against the kinds of server/office."""

import json
import re
import subprocess
import sys
import unittest
import urllib.parse

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"needs python3-jsonschema and python3-yaml: {missing}")
    sys.exit(77)

import office_schema
import office_site
from office_site import Caller
from card_test import Cards  # noqa: F401
from group_test import Groups, Invitations  # noqa: F401 (their tests run here)
from invited_late_test import InvitedLate  # noqa: F401
from ledger_test import Closing, Inspection, Ledger, Notices, Submissions  # noqa: F401
from away_test import TimeAway  # noqa: F401
from office_test import Everything, Meetings, People, Publications, SpotChecks, Units  # noqa: F401
from report_rights_test import ReportRights  # noqa: F401
from own_affairs_test import OwnAffairs  # noqa: F401
from door_test import Door  # noqa: F401
from tap_time_test import TapTimes  # noqa: F401
from sheet_test import Calendars, Files, Kiosks, Sheets  # noqa: F401

DOCUMENT = yaml.safe_load((office_site.ROOT / "server/api/openapi.yaml").read_text())


def plain(schema):
    """JSON Schema of an OpenAPI 3.0 schema: nullable is a type of its own there."""
    if isinstance(schema, list):
        return [plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: plain(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") is True:
        found["type"] = [found["type"], "null"]
    return found


PLAIN = plain(DOCUMENT)
PATTERNS = [(path, re.compile("^" + re.sub(r"\\{[^/]*?\\}", "[^/]+?", re.escape(path)) + "$")) for path in DOCUMENT["paths"]]


def resolve(node):
    while "$ref" in node:
        target = PLAIN
        for part in node["$ref"].lstrip("#/").split("/"):
            target = target[part]
        node = target
    return node


def path_of(target):
    """The most literal pattern, as the router has it."""
    path = urllib.parse.unquote(target.split("?")[0])
    fitting = [pattern for pattern, expression in PATTERNS if expression.match(path)]
    return min(fitting, key=lambda pattern: (pattern.count("{"), -len(re.sub(r"{.*?}", "", pattern))), default=None)


def is_ours(path):
    """Of a kind of server/office, or of what is built on them: what these tests answer for."""
    more = {"/api/v1/imports", "/api/v1/exports", "/api/v1/kiosks", "/api/v1/kiosk-codes", "/api/v1/months", "/api/v1/notices"}
    if "/quarantine" in path or "/faults/" in path:
        return False  # tried by tests/unit/server: access_test and kiosk_fault_test
    return "/".join(path.split("?")[0].split("/")[:4]) in more | {f"/api/v1/{kind['path']}" for kind in KINDS}


class Watch:
    """What was answered, and what the document did not say of it."""

    def __init__(self):
        self.seen, self.faults = set(), []

    def look(self, method, target, status, headers, data):
        path = path_of(target)
        operation = PLAIN["paths"].get(path, {}).get(method.lower())
        if not operation:
            if status != 404 and is_ours(target):
                self.faults.append(f"{method} {target}: not in openapi.yaml")
            return
        answer = operation["responses"].get(str(status))
        if answer is None:
            self.faults.append(f"{method} {path}: {status} is not in openapi.yaml: {data[:200]}")
            return
        self.seen.add((method.lower(), path, status))
        self.check(f"{method} {path} {status}", resolve(answer), headers, data)

    def check(self, where, answer, headers, data):
        kind = (headers.get("Content-Type") or "").split(";")[0]
        content = answer.get("content", {})
        if not content and not data:
            return
        if kind not in content:
            if content or kind not in ("application/problem+json",):
                self.faults.append(f"{where}: {kind or 'no type'} is not in openapi.yaml")
            return
        if not kind.endswith("json"):
            return
        schema = {**content[kind]["schema"], "components": PLAIN["components"]}
        for fault in jsonschema.Draft7Validator(schema).iter_errors(json.loads(data)):
            self.faults.append(f"{where}: {list(fault.path)}: {fault.message[:200]}")


class Zz(unittest.TestCase):
    """Last, when everything has been asked."""

    maxDiff = None

    def test_every_answer_is_what_the_document_says(self):
        self.assertEqual(sorted(set(WATCH.faults)), [])

    def test_every_operation_has_been_tried(self):
        asked = {(method, path) for method, path, status in WATCH.seen if status < 300}
        untried = []
        for path, operations in DOCUMENT["paths"].items():
            if is_ours(path):
                untried += [f"{method} {path}" for method in operations if (method, path) not in asked]
        self.assertEqual(untried, [])

    def test_the_document_has_every_kind_as_it_is(self):
        for kind in KINDS:
            with self.subTest(kind=kind["name"]):
                expected = office_schema.thing_schema(kind)
                self.assertEqual(DOCUMENT["components"]["schemas"][office_schema.type_name(kind)], expected)
                for path, operations in office_schema.paths(kind).items():
                    for method, operation in operations.items():
                        said = {name: value for name, value in DOCUMENT["paths"][path].get(method, {}).items() if name != "x-roles"}
                        self.assertEqual(said, operation, f"{method} {path}")  # who may: roles_test


if __name__ == "__main__":
    WATCH = Watch()
    Caller.on_answer = staticmethod(lambda *answer: WATCH.look(*answer))
    KINDS = json.loads(subprocess.run([f"{sys.argv[1]}/../tests/contract.kind_forms"], capture_output=True, check=True).stdout)
    office_site.main()
