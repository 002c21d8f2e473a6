"""Lists as files: what is read, what is refused by row and column, and that what goes out comes in again."""

import csv
import io
import json
import pathlib
import tempfile
import time
import xml.sax.saxutils
import zipfile

import office_site
from office_site import OfficeTest

API = "/api/v1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows, encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows):
    """A workbook as another program might write it: texts shared, in runs and with their reading, numbers as numbers, the sheet
    under a name of its own."""
    texts, lines = [], []
    for row in rows:
        cells = []
        for index, value in enumerate(row):
            place = f"{chr(65 + index)}{len(lines) + 1}"
            if isinstance(value, int):
                cells.append(f'<x:c r="{place}"><x:v>{value}</x:v></x:c>')
            elif value:
                cells.append(f'<x:c r="{place}" t="s"><x:v>{len(texts)}</x:v></x:c>')
                head, tail = (xml.sax.saxutils.escape(part) for part in (value[:1], value[1:]))
                texts.append(f"<x:si><x:r><x:t>{head}</x:t></x:r><x:r><x:t>{tail}</x:t></x:r><x:rPh><x:t>reading</x:t></x:rPh></x:si>")
        lines.append(f"<x:row>{''.join(cells)}</x:row>")
    main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml",
                      f'<x:workbook {main} xmlns:r="urn:r"><x:sheets><x:sheet name="a" r:id="r7"/></x:sheets></x:workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r7" Target="worksheets/other.xml"/></Relationships>')
        book.writestr("xl/sharedStrings.xml", f"<x:sst {main}>{''.join(texts)}</x:sst>")
        book.writestr("xl/worksheets/other.xml", f"<x:worksheet {main}><x:sheetData>{''.join(lines)}</x:sheetData></x:worksheet>")
    return out.getvalue()


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


class Sheets(OfficeTest):

    def send(self, name, data, status=200, query="", caller=None):
        return self.must(caller or self.admin, status, "POST", f"{API}/imports/{name}{query}", data, Content_Type="text/csv")

    def export(self, name, kind="csv"):
        return self.must(self.admin, 200, "GET", f"{API}/exports/{name}.{kind}")

    def test_every_encoding_is_understood(self):
        for index, encoding in enumerate(("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16")):
            with self.subTest(encoding=encoding):
                data = as_csv([["工号", "姓名", "单位编码", "职级"], [f"e{index}", "欧阳娜娜", "u2", "副职"]], encoding)
                self.assertEqual(self.send("staff", data)["made"], 1)
                read = self.must(self.admin, 200, "GET", f"{API}/staff/e{index}")
                self.assertEqual((read["name"], read["rank"]), ("欧阳娜娜", "deputy"))

    def test_xlsx_with_numbers_and_dates(self):
        data = as_xlsx([["工号", "姓名", "单位编码", "启用日期"], ["x1", "甲", "u2", 46083], [42, "乙", "u2", "2026/4/5"]])
        self.assertEqual(self.send("staff", data)["made"], 2)
        self.assertEqual(self.must(self.admin, 200, "GET", f"{API}/staff/x1")["active_from"], "2026-03-02")
        self.assertEqual(self.must(self.admin, 200, "GET", f"{API}/staff/42")["active_from"], "2026-04-05")

    def test_a_dry_run_keeps_nothing(self):
        data = as_csv([["工号", "姓名", "单位编码"], ["d1", "丙", "u2"]])
        report = self.send("staff", data, query="?dry_run=true")
        self.assertEqual((report["made"], report["kept"]), (1, False))
        self.problem(self.admin, 404, "not_found", "GET", f"{API}/staff/d1")

    def test_every_fault_has_its_row_and_column_and_nothing_is_kept(self):
        data = as_csv([["工号", "姓名", "单位编码", "职级", "启用日期"], ["f1", "好", "u2", "科员", ""], ["f2", "", "u2", "", ""],
                       ["f3", "丁", "u999", "", ""], ["f4", "戊", "u2", "总统", ""], ["f 5", "己", "u2", "", ""],
                       ["f6", "庚", "u2", "", "昨天"], ["f1", "辛", "u2", "", ""]])
        report = self.send("staff", data, 422)["report"]
        seen = {(fault["row"], fault["column"]) for fault in report["errors"]}
        self.assertLessEqual({(3, "姓名"), (4, "单位编码"), (5, "职级"), (6, "工号"), (7, "启用日期")}, seen)
        self.assertIn(8, {row for row, _ in seen})
        self.assertFalse(report["kept"])
        self.problem(self.admin, 404, "not_found", "GET", f"{API}/staff/f1")

    def test_headings_are_looked_at(self):
        report = self.send("staff", as_csv([["工号", "姓名", "星座"], ["g1", "x", "y"]]), 422)["report"]
        self.assertEqual({(fault["row"], fault["column"]) for fault in report["errors"]}, {(1, "星座"), (1, "单位编码")})
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/imports/staff", b"", Content_Type="text/csv")
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/imports/staff", b"PK\x03\x04rubbish", Content_Type=XLSX)
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/imports/staff", b'"never closed', Content_Type="text/csv")
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/worksheets/sheet1.xml", b"<a>" + bytes(100 << 20))
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/imports/staff", bomb.getvalue(), Content_Type=XLSX)
        entity = io.BytesIO()
        with zipfile.ZipFile(entity, "w") as book:
            book.writestr("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/imports/staff", entity.getvalue(), Content_Type=XLSX)
        self.problem(self.admin, 404, "not_found", "POST", f"{API}/imports/secrets", b"a", Content_Type="text/csv")

    def test_units_come_in_any_order(self):
        data = as_csv([["单位编码", "单位名称", "上级编码"], ["w2", "下", "w1"], ["w1", "上", ""], ["w3", "更下", "w2"]])
        self.assertEqual(self.send("units", data)["made"], 3)
        report = self.send("units", as_csv([["单位编码", "单位名称", "上级编码"], ["v1", "a", "v2"], ["v2", "b", "v1"]]), 422)
        self.assertEqual({fault["column"] for fault in report["report"]["errors"]}, {"上级编码"})

    def test_what_goes_out_comes_in_unchanged(self):
        self.must(self.admin, 201, "POST", f"{API}/staff", {
            "id": "r1", "name": "=HYPERLINK(\"http://x\")", "unit": "u2", "note": "一,二\n\"三\"", "position": "'-x",
            "phone": "+86 123", "moves": [{"unit": "u1", "from": "2026-01-01"}]})
        for name in ("units", "staff", "cards"):
            for kind in ("csv", "xlsx"):
                with self.subTest(name=name, kind=kind):
                    report = self.send(name, self.export(name, kind))
                    self.assertEqual((report["made"], report["changed"]), (0, 0), report)
                    self.assertEqual(report["unchanged"], report["rows"])

    def test_no_cell_of_a_csv_is_a_formula(self):
        self.must(self.admin, 201, "POST", f"{API}/staff", {"id": "r2", "name": "=1+1", "unit": "u2", "position": "@SUM(A1)"})
        for row in rows_of(self.export("staff")):
            for cell in row:
                self.assertNotRegex(cell, r"^[=+\-@\t\r]")
        with zipfile.ZipFile(io.BytesIO(self.export("staff", "xlsx"))) as book:
            self.assertNotIn(b"<f", book.read("xl/worksheets/sheet1.xml"))

    def test_cards_keep_no_number(self):
        data = as_csv([["工号", "卡号", "卡号格式", "标签"], ["s2", "1122334455", "十位卡号", "新卡"]])
        self.assertEqual(self.send("cards", data)["made"], 1)
        out = self.export("cards").decode("utf-8-sig")
        self.assertNotIn("1122334455", out)
        self.send("cards", data, 422)

    def test_a_clerk_imports_the_own_unit_alone(self):
        clerk = self.log_in("clerk1")
        self.send("staff", as_csv([["工号", "姓名", "单位编码"], ["c1", "壬", "u11"]]), caller=clerk)
        report = self.send("staff", as_csv([["工号", "姓名", "单位编码"], ["c2", "癸", "u2"]]), 422, caller=clerk)["report"]
        self.assertEqual(report["errors"][0]["row"], 2)
        self.problem(self.log_in("p1"), 403, "permission", "POST", f"{API}/imports/staff", b"x", Content_Type="text/csv")

    def test_attendees_of_a_meeting(self):
        host = self.log_in("host")
        made = self.must(host, 201, "POST", f"{API}/meetings", {"title": "会", "start": "2027-06-01T09:00:00",
                         "end": "2027-06-01T10:00:00", "attendees": []})
        path = f"{API}/meetings/{made['id']}/attendees"
        data = as_csv([["工号", "姓名", "参会", "座位"], ["s4", "刘洋", "必须", "一排1"], ["s6", "杨光", "列席", ""]], "gbk")
        self.must(host, 200, "PUT", path, data, Content_Type="text/csv")
        read = self.must(host, 200, "GET", f"{API}/meetings/{made['id']}")
        self.assertEqual({(a["staff"], a["role"]) for a in read["attendees"]}, {("s4", "required"), ("s6", "optional")})
        self.assertEqual(read["seats"], [{"staff": "s4", "seat": "一排1"}])
        self.must(host, 200, "PUT", path, self.must(host, 200, "GET", f"{path}.xlsx"), Content_Type=XLSX)
        self.assertEqual(rows_of(self.must(host, 200, "GET", f"{path}.csv"))[1], ["s4", "刘洋", "必须", "一排1"])
        self.assertEqual(self.must(host, 200, "GET", f"{API}/meetings/{made['id']}")["attendees"], read["attendees"])
        bad = as_csv([["工号", "参会"], ["s4", "必须"], ["nobody", "必须"]])
        report = self.must(host, 422, "PUT", path, bad, Content_Type="text/csv")["report"]
        self.assertEqual((report["errors"][0]["row"], report["errors"][0]["column"]), (3, "工号"))

    def test_ten_thousand_people_in_seconds(self):
        rows = [["工号", "姓名", "单位编码", "职级"]] + [[f"b{i:05}", f"王小{i}", "u2", "科员"] for i in range(10000)]
        began = time.monotonic()
        self.assertEqual(self.send("staff", as_csv(rows))["made"], 10000)
        took = time.monotonic() - began
        print(f"10,000 people imported in {took:.1f} s")
        self.assertLess(took, 60)
        began = time.monotonic()
        self.assertGreater(len(self.export("staff", "xlsx")), 100000)
        print(f"exported in {time.monotonic() - began:.1f} s")

    def test_commands_do_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            database = pathlib.Path(folder)
            server = office_site.small_site.Server(office_site.BINARIES, database / "server")
            server.init("小县")
            units, staff, out = database / "u.csv", database / "p.csv", database / "p.xlsx"
            units.write_bytes(as_csv([["单位编码", "单位名称"], ["u1", "财政局"]], "gbk"))
            staff.write_bytes(as_csv([["工号", "姓名", "单位编码"], ["s1", "王伟", "u1"]]))
            self.assertIn("made 1", server.command("import", "units", str(units)))
            self.assertIn("dry run", server.command("import", "staff", str(staff), "--dry-run", "yes"))
            self.assertIn("made 1", server.command("import", "staff", str(staff)))
            server.command("export", "staff", str(out))
            self.assertIn("unchanged 1", server.command("import", "staff", str(out)))
            for year in ("2025", "2026"):
                server.command("import", "calendar", str(office_site.ROOT / f"server/office/calendar/{year}.json"))
            server.command("import", "calendar", str(office_site.ROOT / "server/office/calendar/2026.json"))


class Calendars(OfficeTest):

    def test_a_preview_says_what_would_change(self):
        notice = json.loads((office_site.ROOT / "server/office/calendar/2026.json").read_text())
        days = {"rest": notice["rest"], "work": notice["work"]}
        changes = self.must(self.admin, 200, "POST", f"{API}/calendars/2026/preview", days)["changes"]
        self.assertEqual(len(changes), len(notice["rest"]) + len(notice["work"]))
        self.must(self.admin, 201, "POST", f"{API}/calendars", notice)
        self.assertEqual(self.must(self.admin, 200, "POST", f"{API}/calendars/2026/preview", days)["changes"], [])
        less = {"rest": notice["rest"][1:], "work": [{"date": "2026-01-04", "as": 5}, *notice["work"][1:]]}
        changes = self.must(self.admin, 200, "POST", f"{API}/calendars/2026/preview", less)["changes"]
        self.assertEqual([(c["date"], c["before"], c["after"]) for c in sorted(changes, key=lambda c: c["date"])],
                         [("2026-01-01", "rest", "usual"), ("2026-01-04", "work", "work")])
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/calendars/2026/preview", {"rest": []}, field="work")
        self.problem(self.admin, 422, "invalid", "PATCH", f"{API}/calendars/2026", {"rest": ["2027-01-01"]}, field="rest[0]")


class Files(OfficeTest):

    def test_evidence_is_kept_and_given_back(self):
        p1 = self.log_in("p1")
        photo = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 100
        made = self.must(p1, 201, "POST", f"{API}/evidence?staff=s1&name=%E7%85%A7%E7%89%87.jpg", photo, Content_Type="image/jpeg")
        self.assertEqual(self.must(p1, 200, "GET", f"{API}/evidence/{made['id']}/file"), photo)
        self.problem(self.log_in("p2"), 403, "permission", "POST", f"{API}/evidence?staff=s1&name=x", photo, Content_Type="image/jpeg")
        self.problem(p1, 415, "media_type", "POST", f"{API}/evidence?staff=s1&name=x", b"<script>", Content_Type="text/html")
        self.problem(p1, 422, "invalid", "POST", f"{API}/evidence?staff=s1", photo, field="name", Content_Type="image/jpeg")
        self.must(p1, 201, "POST", f"{API}/corrections",
                  {"staff": "s1", "at": "2025-01-05T08:30:00", "reason": "x", "evidence": [made["id"]]})
        self.problem(p1, 422, "invalid", "POST", f"{API}/corrections",
                     {"staff": "s1", "at": "2025-02-05T08:30:00", "reason": "x", "evidence": ["e9"]}, field="evidence[0]")


class Kiosks(OfficeTest):

    def test_codes_for_new_ones(self):
        code = self.must(self.admin, 201, "POST", f"{API}/kiosk-codes", {"place": "东门 <b>"})
        self.assertEqual(code["place"], "东门 <b>")
        self.problem(self.admin, 404, "not_found", "PATCH", f"{API}/kiosks/k9999", {"place": "x"})
        self.problem(self.admin, 404, "not_found", "POST", f"{API}/kiosks/k9999/revoke", {})
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/kiosk-codes", {"place": " "}, field="place")
        self.problem(self.log_in("inspector"), 403, "permission", "POST", f"{API}/kiosk-codes", {"place": "x"})

    def test_one_is_moved_and_revoked(self):
        self.assertEqual([kiosk["id"] for kiosk in self.must(self.admin, 200, "GET", f"{API}/kiosks")["items"]], ["k0001"])
        self.assertIsNone(self.must(self.admin, 200, "GET", f"{API}/kiosks/k0001")["status"])
        moved = self.must(self.admin, 200, "PATCH", f"{API}/kiosks/k0001", {"place": "西门"})
        self.assertEqual((moved["place"], moved["state"]), ("西门", "active"))
        self.assertEqual(self.must(self.admin, 200, "POST", f"{API}/kiosks/k0001/revoke")["state"], "revoked")


if __name__ == "__main__":
    office_site.main()
