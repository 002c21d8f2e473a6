"""SQL, HTML, formulas and odd letters in every text of every resource: each comes back as it was, and nothing else happens.

The members are those of the kinds of server/office that office_rows has a request for."""

import json
import subprocess
import sys
import urllib.parse

import office_site
from office_rows import API, DOCUMENT, OPERATIONS, OWN, PICTURE, ROWS, Rig

NASTY = ("'; DROP TABLE entry; --", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onload=\"x",
         "=HYPERLINK(\"http://x\")", "%s%n%00", "\\u0000 \\\\", "{{7*7}}${7*7}", "&lt;b&gt;", "🎉\u202eأهلا", "x') OR ('1'='1",
         "$1 ?1 :a @b", "../../etc/passwd")
LINES = "one\ntwo\t" + NASTY[0]
# What no id may hold: a space, a quote or a backslash, what is not ASCII, and more than 40 of them.
NO_IDS = ("a b", "a\"b", "a\\b", "é", "a\nb", "x" * 41, "")
QUERIES = (*NASTY, "\u0000", "-1", "9" * 40, "", "%", "_", "2026-13-45", "'")


def fits(field, text):
    """The text within the field's limit of bytes, cut between letters."""
    return text.encode()[: field["max"] or 255].decode(errors="ignore")


class Texts(Rig):

    def row_of(self, kind):
        """Path and members of a request that makes one, or changes the only one."""
        key = ("patch", kind["path"]) if kind["one"] else ("post", kind["path"])
        return ROWS[key](self, OWN)[:2]

    def account_of(self, kind):
        for role, account in (("administrator", "admin"), ("clerk", "boss"), ("organizer", "host"), ("inspector", "inspector")):
            method = "patch" if kind["one"] else "post"
            if role in OPERATIONS[method, f"{API}/{kind['path']}"]["x-roles"]:
                return self.log_in(account)
        raise AssertionError(kind["name"])

    def store(self, kind, path, body):
        caller = self.account_of(kind)
        if kind["one"]:
            return caller, self.must(caller, 200, "PATCH", f"{API}/{path}", body), f"{API}/{path}"
        made = self.must(caller, 201, "POST", f"{API}/{path}", body)
        return caller, made, f"{API}/{path}/{made[kind['id_member'] or 'id']}"

    def try_text(self, kind, field, text):
        path, body = self.row_of(kind)
        text = fits(field, text)
        caller, made, place = self.store(kind, path, {**body, field["name"]: text})
        read = self.must(caller, 200, "GET", place)
        self.assertEqual((made.get(field["name"]), read.get(field["name"])), (text, text), f"{kind['name']}.{field['name']}")

    def texts_of(self, kind):
        for field in kind["form"]:
            kept = field["type"] == "text" and not any(field[word] for word in ("made", "fixed", "secret"))
            if kept and field["name"] not in ("organizer", "timezone"):  # an account of one's own; the name of a zone
                yield field

    def test_every_text_comes_back_as_it_was(self):
        tried = 0
        for kind in KINDS:
            if kind["elsewhere"]:
                continue  # files: below
            for field in self.texts_of(kind):
                for text in NASTY:
                    self.try_text(kind, field, text)
                    tried += 1
        self.assertGreater(tried, 15 * len(NASTY))
        print(f"{tried} texts")

    def test_texts_of_one_line_have_one(self):
        for kind in KINDS:
            if kind["elsewhere"]:
                continue
            for field in self.texts_of(kind):
                path, body = self.row_of(kind)
                with self.subTest(kind=kind["name"], field=field["name"]):
                    status, _, value = self.account_of(kind).ask("PATCH" if kind["one"] else "POST", f"{API}/{path}",
                                                                {**body, field["name"]: fits(field, LINES)})
                    if status >= 400:
                        self.assertEqual((status, value["field"]), (422, field["name"]))
                    else:
                        self.assertEqual(value[field["name"]], fits(field, LINES))

    def test_texts_in_rows_come_back_too(self):
        for text in NASTY:
            made = self.must(self.log_in("inspector"), 201, "POST", f"{API}/spot-checks", {
                **self.spot_check_body(OWN), "findings": [{"staff": "s1", "found": "absent", "note": text}]})
            self.assertEqual(made["findings"][0]["note"], text)
            made = self.must(self.log_in("host"), 201, "POST", f"{API}/meetings", {
                **self.meeting_body(OWN), "seats": [{"staff": "s1", "seat": text[:10]}]})
            self.assertEqual(made["seats"][0]["seat"], text[:10])
            policy = self.must(self.admin, 200, "PATCH", f"{API}/policy",
                               {"escalation": [{"figure": "late", "at_least": 3, "per": "month", "step": text}]})
            self.assertEqual(policy["escalation"][0]["step"], text)
        self.must(self.admin, 200, "PATCH", f"{API}/policy", {"escalation": []})

    def test_ids_are_ids(self):
        for kind in KINDS:
            if kind["elsewhere"]:
                continue
            path, body = self.row_of(kind)
            for field in kind["form"]:
                if field["type"] != "id" or field["made"]:
                    continue
                for text in NO_IDS:
                    with self.subTest(kind=kind["name"], field=field["name"], text=text):
                        status, _, value = self.account_of(kind).ask("PATCH" if kind["one"] else "POST", f"{API}/{path}",
                                                                    {**body, field["name"]: text})
                        self.assertEqual((status, value.get("field")), (422, field["name"]), value)

    def test_other_texts_than_the_offices(self):
        for text in NASTY:
            name = f"q{self.next()}"
            self.must(self.log_in("security"), 201, "POST", f"{API}/accounts", {**self.account_body(name), "name": text})
            read = self.must(self.log_in("security"), 200, "GET", f"{API}/accounts/{name}")
            self.assertEqual(read["name"], text)
            self.must(self.log_in("security"), 422, "POST", f"{API}/accounts", self.account_body(text))
            self.assertEqual(self.must(self.admin, 200, "PATCH", f"{API}/kiosks/k0001", {"place": text})["place"], text)
            self.assertEqual(self.must(self.admin, 201, "POST", f"{API}/kiosk-codes", {"place": text})["place"], text)
            file = self.must(self.log_in("boss"), 201, "POST", f"{API}/evidence?staff=s1&name={urllib.parse.quote(text)}", PICTURE,
                             Content_Type="image/png")
            self.assertEqual(file["name"], text)
            _, headers, _ = self.log_in("boss").ask("GET", f"{API}/evidence/{file['id']}/file")
            self.assertIn("attachment", headers["Content-Disposition"])
            self.assertNotIn("<", headers["Content-Disposition"])
            status, _, _ = office_site.Caller(self.server.url).ask("POST", f"{API}/session", {"account": text[:60], "password": text})
            self.assertIn(status, (401, 422, 429))

    def test_questions_are_answered_or_refused(self):
        """Every parameter of every reading call, by somebody who may ask."""
        accounts = {"administrator": "admin", "clerk": "boss", "inspector": "inspector", "organizer": "host", "staff": "p1",
                    "security_officer": "security", "auditor": "audit"}
        asked = 0
        for (method, path), row in ROWS.items():
            operation = OPERATIONS[method, f"{API}/{path}"]
            named = [resolve(parameter) for parameter in operation.get("parameters", ())]
            queries = [parameter["name"] for parameter in named if parameter["in"] == "query"]
            if method != "get" or not queries or path == "live":
                continue
            caller = self.log_in(accounts[operation["x-roles"][-1]])
            place = row(self, OWN)[0].split("?")
            for name in queries:
                for text in QUERIES:
                    others = [part for part in (place[1].split("&") if len(place) > 1 else []) if not part.startswith(f"{name}=")]
                    query = "&".join([*others, f"{name}={urllib.parse.quote(text)}"])
                    status, _, value = caller.ask("GET", f"{API}/{place[0]}?{query}")
                    asked += 1
                    self.assertLess(status, 500, f"{path}?{query}")
                    self.assertNotIn("SQL", json.dumps(value) if isinstance(value, dict) and status >= 400 else "")
        self.assertGreater(asked, 500)
        print(f"{asked} questions")

    def test_zz_and_all_is_as_it_was(self):
        """Last: tables are there, chains hold, and what was stored goes out as lists and comes in again."""
        self.assertTrue(self.must(self.log_in("audit"), 200, "GET", f"{API}/audit/verification")["good"])
        for name in ("units", "staff", "cards"):
            for kind in ("csv", "xlsx"):
                data = self.must(self.admin, 200, "GET", f"{API}/exports/{name}.{kind}")
                report = self.must(self.admin, 200, "POST", f"{API}/imports/{name}?dry_run=true", data, Content_Type="text/csv")
                self.assertEqual((report["made"], report["changed"], report["errors"]), (0, 0, []))


def resolve(parameter):
    node = parameter
    if "$ref" in parameter:
        node = DOCUMENT
        for part in parameter["$ref"].lstrip("#/").split("/"):
            node = node[part]
    return node


if __name__ == "__main__":
    told = subprocess.run([f"{sys.argv[1]}/../tests/contract.kind_forms"], capture_output=True, check=True).stdout
    KINDS = [kind for kind in json.loads(told)
             if {("post", kind["path"]), ("patch", kind["path"])} & set(ROWS)]
    office_site.main()
