"""Papers as they come out of `shoushi-server report`: each of them made, and what there is not named; the bulletin measured
by GB/T 9704-2012; workbook and DOCX as packages of sound XML; a county with 5,000 breaches in a month; figures that lead
to their taps. Poppler's pdftotext says where the words are; LibreOffice opens what is made."""

import csv
import io
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import small_site  # noqa: E402

BINARIES = None
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 72 / 25.4
TWIP_MM = 1440 / 25.4
LONG = "坚持作息守时会议守时严格执行请假和代会审批制度" * 20
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLES = {"units": "单位排名", "trend": "十三个月趋势", "people": "人员明细", "repeated": "多次违规", "meetings": "会议",
          "excused": "请假公出代会", "evidence": "违规依据"}
MONTH_ROWS_MAX = 6000  # of a table on paper


class Site(unittest.TestCase):
    """A server with the sample county, and what is asked of it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        cls.server = small_site.Server(BINARIES, cls.path / "server")
        cls.server.init("云岭县")
        cls.server.command("sample")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def report(self, *arguments):
        return self.server.command("report", *arguments)

    def table(self, name, month="last"):
        """A table's rows, each by its headings."""
        out = self.path / "table.csv"
        self.report("month", "--month", month, "--table", name, "--out", str(out))
        return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))

    def import_staff(self, rows):
        path = self.path / "staff.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("工号", "姓名", "单位编码"), *rows])
        self.server.command("import", "staff", str(path))

    def pages(self, pdf):
        """Of each page its lines of text, each as (x, y, right, bottom, text) in millimetres."""
        text = subprocess.run(["pdftotext", "-bbox-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
        pages = []
        for page in re.findall(r"<page .*?</page>", text, re.S):
            lines = []
            for line in re.findall(r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</line>', page, re.S):
                words = "".join(re.findall(r">([^<]*)</word>", line[4]))
                lines.append(tuple(float(n) / MM for n in line[:4]) + (words,))
            pages.append(sorted(lines, key=lambda line: (line[1], line[0])))
        return pages


class Bulletin(Site):
    """Measured by the standard."""

    def bulletin(self, template):
        (self.path / "template.txt").write_text(template, encoding="utf-8")
        out = self.path / "bulletin.pdf"
        self.report("bulletin", "--month", "last", "--number", "3", "--template", str(self.path / "template.txt"), "--out", str(out))
        return self.pages(out)

    def test_the_text_stands_on_22_lines_of_28_characters(self):
        pages = self.bulletin(LONG + "\n" + LONG + "\n" + LONG + "\n")
        full = [line for line in pages[1] if len(line[4]) > 5]  # all but the page's number
        self.assertEqual(len(full), 22)
        whole = [line for line in full if len(line[4]) == 28]  # the others begin or end a paragraph
        self.assertGreaterEqual(len(whole), 19)
        for line in whole:
            self.assertAlmostEqual(line[0], 28, delta=1.0)
            self.assertAlmostEqual(line[2], 28 + 156, delta=1.0)
        steps = [b[1] - a[1] for a, b in zip(full, full[1:])]
        for step in steps:
            self.assertAlmostEqual(step, 225 / 22, delta=0.1)
        middle = (full[0][1] + full[0][3]) / 2
        self.assertAlmostEqual(middle, 37 + 225 / 44, delta=1.0)

    def test_each_face_stands_on_the_same_grid(self):
        for mark in ("", "# ", "## "):  # 仿宋, 黑体, 楷体, or what stands in for them
            pages = self.bulletin(f"{mark}{LONG}\n一句话。\n")
            whole = [line for page in pages for line in page if len(line[4]) == 28 and line[4][3:20] in LONG]
            self.assertGreater(len(whole), 10, mark)
            for line in whole:
                self.assertAlmostEqual(line[0], 28, delta=1.2)
                self.assertAlmostEqual(line[2], 28 + 156, delta=1.2)

    def test_head_number_title_and_page_numbers(self):
        pages = self.bulletin("一句话。\n")
        texts = [line[4] for page in pages for line in page]
        self.assertIn("云岭县作风建设办公室文件", texts)
        self.assertTrue(any(re.fullmatch(r"作风办〔20\d\d〕3号", text) for text in texts))
        self.assertTrue(any(re.fullmatch(r"关于20\d\d年\d+月作风守时情况的通报", text) for text in texts))
        foot = [line for line in pages[0] if line[4] == "—1—"][0]
        self.assertGreater(foot[0], 150)  # on the right of an odd page
        self.assertGreater(foot[1], 37 + 225 + 5)

    def test_the_docx_is_sound_and_has_the_same_page(self):
        out = self.path / "b.docx"
        self.report("bulletin", "--month", "last", "--out", str(out))
        with zipfile.ZipFile(out) as package:
            self.assertIsNone(package.testzip())
            for name in package.namelist():
                ET.fromstring(package.read(name))
            document = ET.fromstring(package.read("word/document.xml"))
            types = package.read("[Content_Types].xml").decode()
            styles = package.read("word/styles.xml").decode()
        for style in {node.get(W + "val") for node in document.iter(W + "pStyle")}:
            self.assertIn(f'w:styleId="{style}"', styles)
        margins = next(document.iter(W + "pgMar"))
        self.assertAlmostEqual(int(margins.get(W + "top")) / TWIP_MM, 37, delta=0.05)
        self.assertAlmostEqual(int(margins.get(W + "left")) / TWIP_MM, 28, delta=0.05)
        self.assertAlmostEqual(int(margins.get(W + "right")) / TWIP_MM, 26, delta=0.05)
        self.assertIn("/word/footer2.xml", types)


class Commands(Site):
    """Each paper by its command; what there is not is named, and nothing is left of it."""

    def test_every_paper_is_made(self):
        meeting = self.table("meetings", small_site.site_today().isoformat()[:7])[0]["会议编号"]
        papers = [(("month", "--month", "last"), ending) for ending in ("pdf", "xlsx")]
        papers += [(("month", "--month", "last", "--table", table), "csv") for table in TABLES]
        papers += [(("month", "--month", "last", "--unit", "u01"), "pdf"), (("bulletin", "--month", "last"), "pdf"),
                   (("bulletin", "--month", "last", "--number", "12", "--date", "2026-11-02"), "docx"),
                   (("sign-in", "--meeting", meeting), "pdf"), (("record", "--staff", "s0001", "--month", "last"), "pdf"),
                   (("spot-check", "--unit", "u01", "--date", "2026-11-02"), "pdf"), (("spot-check",), "pdf"),
                   (("year", "--month", "last"), "pdf"), (("year", "--month", "last"), "xlsx"), (("year", "--month", "last"), "csv"),
                   (("year", "--month", "last", "--table", "units"), "csv")]
        begins = {"pdf": b"%PDF-", "xlsx": b"PK", "docx": b"PK", "csv": b"\xef\xbb\xbf"}
        for arguments, ending in papers:
            with self.subTest(arguments):
                out = self.path / f"one.{ending}"
                out.unlink(missing_ok=True)
                self.assertEqual(self.report(*arguments, "--out", str(out)), f"made\t{out}\n")
                made = out.read_bytes()
                self.assertTrue(made.startswith(begins[ending]))
                self.assertEqual(self.report(*arguments, "--out", str(out)), f"replaced\t{out}\n")

    def test_what_there_is_not_is_named(self):
        (self.path / "bad.txt").write_text("好\n{mnth}\n", encoding="utf-8")
        bad = str(self.path / "bad.txt")
        no = str(self.path / "no.pdf")
        faults = [
            (("diary", "--out", no), "there is no report 'diary'"),
            (("--out", no), "expected one KIND"),
            (("month", "--month", "last"), "--out is needed"),
            (("month", "--out", no), "a month report needs a month"),
            (("month", "--month", "2026-13", "--out", no), "--month: expected a month, such as 2026-10, or last"),
            (("month", "--month", "1999-01", "--out", no), "there is nothing of 1999-01: taps are of 20"),
            (("bulletin", "--month", "2999-12", "--out", no), "there is nothing of 2999-12: taps are of 20"),
            (("month", "--month", "last", "--unit", "u99", "--out", no), "there is no unit 'u99'"),
            (("bulletin", "--month", "last", "--unit", "u99", "--out", no), "there is no unit 'u99'"),
            (("spot-check", "--unit", "u99", "--out", no), "there is no unit 'u99'"),
            (("record", "--month", "last", "--staff", "s9999", "--out", no), "nobody 's9999' has a record of 20"),
            (("record", "--staff", "s0001", "--out", no), "a record needs a person and a month"),
            (("sign-in", "--out", no), "a sign-in sheet needs a meeting"),
            (("sign-in", "--meeting", "m9999", "--out", no), "there is no meeting 'm9999'"),
            (("month", "--month", "last", "--table", "units", "--out", no), "--table is for CSV alone"),
            (("month", "--month", "last", "--table", "zz", "--out", no[:-3] + "csv"), "a month report has no table 'zz'"),
            (("month", "--month", "last", "--out", no[:-3] + "docx"), "there is no month as docx"),
            (("sign-in", "--meeting", "m0001", "--out", no[:-3] + "xlsx"), "there is no sign-in as xlsx"),
            (("month", "--month", "last", "--as-of", "soon", "--out", no), "--as-of: expected a local time"),
            (("bulletin", "--month", "last", "--number", "0", "--out", no), "--number: expected a number from 1 to 99999"),
            (("spot-check", "--date", "2026-02-30", "--out", no), "--date: expected a date"),
            (("bulletin", "--month", "last", "--template", bad, "--out", no), "bad.txt: line 2: there is no field {mnth}"),
            (("bulletin", "--month", "last", "--template", no, "--out", no), "no.pdf"),
            (("month", "--month", "last", "--out", str(self.path / "none" / "x.pdf")), "none/x.pdf"),
            (("year", "--out", no), "a year needs a month: its last"),
            (("year", "--month", "last", "--table", "meetings", "--out", no[:-3] + "csv"), "a year has no table 'meetings'"),
            (("year", "--month", "last", "--as-of", "2026-10-31T18:00:00", "--out", no), "a year is shown as it stands now"),
            (("all", "--out", str(self.path)), "all needs --month"),
            (("all", "--month", "last", "--out", str(self.path / "none")), "cannot make the folder"),
        ]
        before = sorted(self.path.iterdir())
        for arguments, said in faults:
            with self.subTest(arguments):
                done = self.server.try_command("report", *arguments)
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(said, done.stderr)
                self.assertEqual(done.stdout, "")
        self.assertEqual(sorted(self.path.iterdir()), before)

    def test_the_year_adds_up_and_says_how_it_counts(self):
        people, units = self.path / "people.csv", self.path / "units.csv"
        month = small_site.site_today().isoformat()[:7]
        self.report("year", "--month", "last", "--out", str(people))
        self.report("year", "--month", "last", "--table", "units", "--out", str(units))
        read = [list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))) for path in (people, units)]
        for heading in ("应打卡", "正常", "迟到", "缺卡", "旷工", "违规合计"):
            of_month = sum(int(row[heading]) for row in self.table("people"))  # the sample's first month
            self.assertEqual([sum(int(row[heading]) for row in rows) for rows in read], [of_month] * 2, heading)
        full = [row for row in read[0] if row["全勤"]]
        self.assertTrue(full and all(row["违规合计"] == row["请假分钟"] == row["待核实"] == "0" for row in full))
        texts = {}
        for last in ("last", month):
            out = self.path / "year.pdf"
            self.report("year", "--month", last, "--out", str(out))
            texts[last] = "".join(line[4] for page in self.pages(out) for line in page)
            self.assertRegex(texts[last], "20\\d\\d年作风守时年度考核表")
        self.assertIn(f"全勤{len(full)}人", texts["last"])
        if month[5:] != "01":  # in January last month is of another year
            self.assertIn("进步：要有两个月以上才能比较", texts["last"])
            self.assertIn("进步：后1个月守时率减前1个月守时率的百分点", texts[month])

    def test_a_bulletin_of_one_unit_says_how_it_moved(self):
        month = small_site.site_today().isoformat()[:7]
        code, name = "u07", "县人力资源和社会保障局"
        rates = [{row["单位"]: row["守时率"] for row in self.table("units", which)}[name] for which in ("last", month)]
        if "—" in rates:
            self.skipTest("nothing was due yet this month")
        before, now = (round(float(rate.rstrip("%")) * 100) for rate in rates)
        moved = abs(now - before)
        out = self.path / "unit.pdf"
        self.report("bulletin", "--month", month, "--unit", code, "--out", str(out))
        text = "".join(line[4] for page in self.pages(out) for line in page)
        self.assertIn(f"守时率{rates[1]}，" + (f"较上月{'上升' if now > before else '下降'}{moved // 100}.{moved % 100:02}个百分点"
                                            if moved else "与上月持平"), text)

    def test_a_character_that_no_face_has_is_said(self):
        self.import_staff([("x001", "𬭎㛃𠮷", "u01"), ("x002", "\U000f1234", "u01")])
        for staff, lacks in (("x001", False), ("x002", True)):
            out = self.path / "rare.pdf"
            done = self.server.try_command("report", "record", "--month", "last", "--staff", staff, "--out", str(out))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual("event=paper_lacks_characters" in done.stderr, lacks, done.stderr)
        self.report("record", "--month", "last", "--staff", "x001", "--out", str(out))
        self.assertIn("𬭎㛃𠮷", "".join(line[4] for page in self.pages(out) for line in page))

    def test_all_keeps_a_folder_a_month(self):
        folder = self.path / "kept"
        folder.mkdir()
        said = [line.split("\t") for line in self.report("all", "--month", "last", "--out", str(folder)).splitlines()]
        self.assertEqual([word for word, _ in said], ["made"] * 5)
        papers = {pathlib.Path(path): pathlib.Path(path).read_bytes() for _, path in said}
        month, = folder.iterdir()
        self.assertEqual(sorted(papers), sorted(month.iterdir()))
        self.import_staff([("s0001", "改名", "u01")])  # they would be made otherwise now
        again = self.report("all", "--month", "last", "--out", str(folder)).splitlines()
        self.assertEqual([line.split("\t")[0] for line in again], ["kept"] * 5)
        self.assertEqual({path: path.read_bytes() for path in month.iterdir()}, papers)


class Sheets(Site):
    """A report as XLSX, sheet by sheet, as its XML has it."""

    @classmethod
    def read_workbook(cls, report):
        cls.import_staff(cls, [("x001", "=1+1", "u01"), ("x002", "𬭎㛃", "u02")])
        cls.server.command("report", report, "--month", "last", "--out", str(cls.path / "m.xlsx"))
        with zipfile.ZipFile(cls.path / "m.xlsx") as package:
            cls.files = {name: package.read(name) for name in package.namelist()}
        book = ET.fromstring(cls.files["xl/workbook.xml"])
        names = [sheet.get("name") for sheet in book.iter(S + "sheet")]
        cls.sheets = {name: ET.fromstring(cls.files[f"xl/worksheets/sheet{i}.xml"]) for i, name in enumerate(names, 1)}
        styles = ET.fromstring(cls.files["xl/styles.xml"])
        formats = {node.get("numFmtId"): node.get("formatCode") for node in styles.iter(S + "numFmt")}
        cls.styles = [formats.get(node.get("numFmtId"), "") for node in styles.find(S + "cellXfs")]

    @staticmethod
    def text(cell):
        return "".join(node.text or "" for node in cell.iter(S + "t"))

    def column(self, sheet, heading):
        """The cells below a heading."""
        rows = [{re.sub(r"\d", "", cell.get("r")): cell for cell in row} for row in self.sheets[sheet].iter(S + "row")]
        at = next(i for i, row in enumerate(rows) if any(self.text(cell) == heading for cell in row.values()))
        letter = next(key for key, cell in rows[at].items() if self.text(cell) == heading)
        return [row[letter] for row in rows[at + 1:] if letter in row]

    def check_table(self, title):
        pane = next(self.sheets[title].iter(S + "pane"))
        self.assertEqual(pane.get("state"), "frozen")
        self.assertEqual(pane.get("ySplit"), "4")
        self.assertGreaterEqual(int(pane.get("xSplit")), 1)
        self.assertRegex(next(self.sheets[title].iter(S + "autoFilter")).get("ref"), r"^A4:[A-Z]+\d+$")

    def check_texts(self, sheet):
        names = [self.text(cell) for cell in self.column(sheet, "姓名")]
        self.assertIn("=1+1", names)
        self.assertIn("𬭎㛃", names)
        for title, content in self.sheets.items():
            self.assertEqual(list(content.iter(S + "f")), [], title)


class YearWorkbook(Sheets):
    """The year's totals, which the CSV has too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.read_workbook("year")

    def test_its_tables_are_those_of_the_csv_with_panes_and_filters(self):
        self.assertEqual(list(self.sheets), ["年度人员", "年度单位", "说明"])
        for title in ("年度人员", "年度单位"):
            with self.subTest(title):
                self.check_table(title)
        self.check_texts("年度人员")

    def test_each_figure_is_that_of_the_csv(self):
        for sheet, table, own in (("年度人员", "people", "编号"), ("年度单位", "units", "单位")):
            out = self.path / "year.csv"
            self.report("year", "--month", "last", "--table", table, "--out", str(out))
            rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
            self.assertEqual([self.text(cell) for cell in self.column(sheet, own)], [row[own] for row in rows])
            for heading in ("应打卡", "正常", "迟到", "缺卡", "旷工", "应参会", "违规合计"):
                values = [int(cell.find(S + "v").text) for cell in self.column(sheet, heading)]
                self.assertEqual(values, [int(row[heading]) for row in rows], (sheet, heading))


class Workbook(Sheets):
    """The month report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.read_workbook("month")

    def test_the_sheets_are_those_that_the_office_asked_for(self):
        self.assertEqual(list(self.sheets), ["封面", *TABLES.values(), "说明"])

    def test_every_table_has_frozen_panes_and_a_filter(self):
        for title in TABLES.values():
            with self.subTest(title):
                self.check_table(title)

    def test_dates_and_times_are_numbers_with_a_form(self):
        for sheet, heading, form in (("违规依据", "日期", "yyyy-mm-dd"), ("违规依据", "首次刷卡", "yyyy-mm-dd hh:mm:ss"),
                                     ("请假公出代会", "日期", "yyyy-mm-dd"), ("十三个月趋势", "月份", "yyyy-mm")):
            with self.subTest((sheet, heading)):
                cells = [cell for cell in self.column(sheet, heading) if cell.find(S + "v") is not None]
                self.assertGreater(len(cells), 10)
                for cell in cells:
                    self.assertIsNone(cell.get("t"))  # a number
                    self.assertTrue(45000 < float(cell.find(S + "v").text) < 80000)
                    self.assertEqual(self.styles[int(cell.get("s"))].replace("\\", ""), form)

    def test_the_cover_has_charts_of_units_and_of_thirteen_months(self):
        charts = [data.decode() for name, data in self.files.items() if name.startswith("xl/charts/chart")]
        self.assertEqual(len(charts), 2)
        line = next(chart for chart in charts if "<c:lineChart>" in chart)
        self.assertIn("十三个月趋势'!$B$5:$B$17", line)
        self.assertIn("单位排名'!$E$5", next(chart for chart in charts if "<c:barChart>" in chart))
        self.assertIn(b"<drawing ", self.files["xl/worksheets/sheet1.xml"])

    def test_the_evidence_is_every_breach(self):
        evidence = self.column("违规依据", "结果")
        self.assertEqual(len(evidence), len(self.table("evidence")))
        violations = [int(cell.find(S + "v").text) for cell in self.column("人员明细", "违规合计")]
        self.assertGreaterEqual(sum(violations), len(evidence))
        self.assertGreater(len(evidence), 100)

    def test_a_formula_stays_text_and_a_rare_name_whole(self):
        for name, data in self.files.items():
            if name.startswith("xl/worksheets/"):
                self.assertNotIn(b"<f>", data)
        names = {self.text(cell) for cell in self.column("人员明细", "姓名")}
        self.assertLessEqual({"=1+1", "𬭎㛃"}, names)
        self.assertLessEqual({"'=1+1", "𬭎㛃"}, {row["姓名"] for row in self.table("people")})

    def test_a_figure_leads_to_its_taps(self):
        """From a figure of the sheet to the breaches, to the code, to the very taps."""
        people = dict(zip((self.text(cell) for cell in self.column("人员明细", "编号")),
                          (self.text(cell) for cell in self.column("人员明细", "核验码"))))
        staff = [self.text(cell) for cell in self.column("违规依据", "编号")]
        taps = [self.text(cell) for cell in self.column("违规依据", "首次刷卡编号")]
        for who in list(dict.fromkeys(staff))[:3]:
            said = self.server.command("verify", "--code", people[who])
            self.assertIn("the taps say:", said)
            for tap in (tap for one, tap in zip(staff, taps) if one == who and tap):
                self.assertIn(f"  {tap}  ", said)
        for code in (self.text(cell) for cell in self.column("单位排名", "核验码")):
            self.assertIn("the taps say:", self.server.command("verify", "--code", code))
        code = people[staff[0]]
        forged = self.server.try_command("verify", "--code", code.replace("/P:", "/P:x", 1))
        self.assertEqual(forged.returncode, 1)
        self.assertIn("did not make the code", forged.stderr)


class Crowd(Site):
    """A month with more than 5,000 breaches: 225 people more, who never came."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.import_staff(cls, [(f"x{i:03}", f"缺勤{i:03}", f"u{i % 12 + 1:02}") for i in range(225)])
        cls.server.command("report", "month", "--month", "last", "--out", str(cls.path / "crowd.pdf"))

    def test_every_breach_is_on_paper_below_heads_that_come_again(self):
        wanted = self.table("evidence")
        self.assertGreater(len(wanted), 5000)
        self.assertLess(len(wanted), MONTH_ROWS_MAX)
        pages = self.pages(self.path / "crowd.pdf")
        put, heads = 0, 0
        for number, page in enumerate(pages, 1):
            words = [line[4] for line in page]
            self.assertEqual(words[-1], f"第{number}页共{len(pages)}页")
            for line in page:
                self.assertTrue(line[3] < 195 or line[1] > 197, line)  # above the foot, or of it
            for head in (line for line in page if line[4].startswith("首次刷卡编号")):  # one a page: the last shares it with the codes
                heads += 1
                put += sum(re.fullmatch(r"[sx]\d{3,4}", line[4]) is not None for line in page if line[1] > head[3])
        self.assertGreater(heads, 150)
        self.assertEqual(put, len(wanted))

    def test_a_bulletin_of_so_many_stays_a_bulletin(self):
        out = self.path / "crowd-bulletin.pdf"
        self.report("bulletin", "--month", "last", "--number", "3", "--out", str(out))
        pages = self.pages(out)
        self.assertLess(len(pages), 8)
        text = "".join(line[4] for page in pages for line in page)
        absent = sum(int(row["旷工"]) for row in self.table("people"))
        self.assertGreater(absent, 4500)
        self.assertIn(f"旷工{absent}个班段", text)

    def test_more_than_paper_holds_is_said_in_words(self):
        self.import_staff([(f"y{i:03}", f"缺勤{i:03}", f"u{i % 12 + 1:02}") for i in range(60)])
        out = self.path / "more.pdf"
        self.report("month", "--month", "last", "--out", str(out))
        text = "".join(line[4] for page in self.pages(out) for line in page)
        self.assertRegex(text, rf"共约\d+行，多于纸面所容的{MONTH_ROWS_MAX}行，未印出：请见同月工作簿（XLSX）“违规依据”")
        self.assertNotIn("首次刷卡编号", text)


@unittest.skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
class Office(Site):
    """LibreOffice: what it opens has pages and the words that were put there."""

    def convert(self, name):
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{self.path}/profile", "--convert-to", "pdf",
                        "--outdir", str(self.path / "opened"), str(self.path / name)], check=True, capture_output=True, timeout=300)
        pdf = self.path / "opened" / (pathlib.Path(name).stem + ".pdf")
        return subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout

    def test_libreoffice_opens_the_docx(self):
        self.report("bulletin", "--month", "last", "--number", "3", "--out", str(self.path / "office.docx"))
        text = self.convert("office.docx")
        self.assertIn("作风守时情况的通报", text)
        self.assertIn("云岭县作风建设办公室", text)

    def test_libreoffice_opens_the_workbook(self):
        self.report("month", "--month", "last", "--out", str(self.path / "office.xlsx"))
        text = self.convert("office.xlsx")
        for title in ("单位排名", "人员明细", "违规依据"):
            self.assertIn(title, text)


if __name__ == "__main__":
    BINARIES = pathlib.Path(sys.argv.pop(1))
    if not shutil.which("pdftotext"):
        print("pdftotext is not installed")
        sys.exit(77)
    unittest.main(verbosity=2)
