"""The bulletin on paper, measured: type area, lines and characters by GB/T 9704-2012; and its DOCX as a package of sound
XML with the same grid. Poppler's pdftotext says where the words are. With --office LibreOffice opens what is made."""

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


class Papers(unittest.TestCase):

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
        self.server.command("report", *arguments)

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

    def test_head_number_title_and_page_numbers(self):
        pages = self.bulletin("一句话。\n")
        texts = [line[4] for page in pages for line in page]
        self.assertIn("云岭县作风建设办公室文件", texts)
        self.assertTrue(any(re.fullmatch(r"作风办〔20\d\d〕3号", text) for text in texts))
        self.assertTrue(any(re.fullmatch(r"关于20\d\d年\d+月作风守时情况的通报", text) for text in texts))
        foot = [line for line in pages[0] if line[4] == "—1—"][0]
        self.assertGreater(foot[0], 150)  # on the right of an odd page
        self.assertGreater(foot[1], 37 + 225 + 5)

    def test_an_unknown_field_is_named_with_its_file_and_line(self):
        path = self.path / "bad.txt"
        path.write_text("好\n{mnth}\n", encoding="utf-8")
        result = self.server.try_command("report", "bulletin", "--month", "last", "--template", str(path), "--out", str(self.path / "no.pdf"))
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("bad.txt: line 2: there is no field {mnth}", result.stderr)
        self.assertFalse((self.path / "no.pdf").exists())

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

    def test_a_code_on_paper_leads_to_the_taps(self):
        out = self.path / "people.csv"
        self.report("month", "--month", "last", "--table", "people", "--out", str(out))
        rows = [line.split(",") for line in out.read_text(encoding="utf-8-sig").splitlines()]
        code = rows[1][-1]
        said = self.server.command("verify", "--code", code)
        self.assertIn("the code says", said)
        self.assertRegex(said, r"k\d+:1:\d+")  # the taps, by kiosk
        forged = code.replace("/P:", "/P:x", 1)
        result = self.server.try_command("verify", "--code", forged)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("did not make the code", result.stderr)


class Office(Papers):
    """LibreOffice, where it is installed: what it opens has pages and the words that were put there."""

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
    BINARIES = pathlib.Path(sys.argv[1])
    needed = ["pdftotext"] + (["soffice"] if "--office" in sys.argv else [])
    for program in needed:
        if not shutil.which(program):
            print(f"{program} is not installed")
            sys.exit(77)
    case = Office if "--office" in sys.argv else Papers
    names = [name for name in dir(case) if name.startswith("test_") and (case is Papers or "libreoffice" in name)]
    suite = unittest.TestSuite(case(name) for name in names)
    sys.exit(0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1)
