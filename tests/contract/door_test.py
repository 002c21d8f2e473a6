"""What the office tells kiosks of people besides the facts that are judged: keepers and their PINs, photographs."""

import contextlib
import io
import os
import pathlib
import sqlite3
import struct
import tempfile
import zlib

import office_site
from office_site import OfficeTest

API = "/api/v1"
PNG = {"Content_Type": "image/png"}
JPEG = {"Content_Type": "image/jpeg"}


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, rows=None):
    """A grey picture, or only what says that it is one of that size."""
    grey = zlib.compress((b"\0" + b"\x80" * width) * (height if rows is None else rows), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", grey) + png_chunk(b"IEND", b"")


def jpeg_size(data):
    """Width and height that a JPEG says of itself."""
    at = io.BytesIO(data)
    assert at.read(2) == b"\xff\xd8"
    while True:
        marker, length = struct.unpack(">HH", at.read(4))
        if marker in (0xFFC0, 0xFFC2):
            _, height, width = struct.unpack(">BHH", at.read(5))
            return width, height
        at.read(length - 2)


class Door(OfficeTest):

    def stored(self, sql, *values):
        with contextlib.closing(sqlite3.connect(self.server.folder / "shoushi.db", timeout=30)) as store:
            return [row[0] for row in store.execute(sql, values).fetchall()]

    def refuse_picture(self, status, kind, body, headers):
        return self.problem(self.admin, status, kind, "PUT", f"{API}/staff/s5/photo", body, **headers)

    def test_a_keepers_pin_is_hashed_and_told_to_nobody(self):
        made = self.must(self.admin, 201, "POST", f"{API}/keepers", {"staff": "s4", "pin": "480215"})
        self.assertEqual(made["staff"], "s4")
        one = self.must(self.admin, 200, "GET", f"{API}/keepers/s4")
        listed = self.must(self.admin, 200, "GET", f"{API}/keepers")["items"]
        for told in (made, one, *listed):
            self.assertEqual(set(told) & {"pin", "pin_hash"}, set())
            self.assertIn("pin_set_at", told)
        document = self.stored("SELECT value FROM document WHERE kind = 'keeper' AND id = 's4'")[0]
        self.assertIn("$argon2id$v=19$m=16384,t=4,p=1$", document)
        audit = "\n".join(str(line) for line in self.must(self.log_in("audit"), 200, "GET", f"{API}/audit?limit=500")["lines"])
        self.assertIn("keeper.make", audit)
        self.assertNotIn("480215", audit + document)
        self.assertNotIn("argon2id", audit)
        self.must(self.admin, 200, "PATCH", f"{API}/keepers/s4", {"pin": "709133"})
        self.assertNotEqual(document, self.stored("SELECT value FROM document WHERE kind = 'keeper' AND id = 's4'")[0])
        self.must(self.admin, 204, "DELETE", f"{API}/keepers/s4")
        self.problem(self.admin, 404, "not_found", "GET", f"{API}/keepers/s4")

    def test_a_pin_that_is_none_is_refused(self):
        for pin in ("12345", "4802151234567", "48o215", "111111", "234567", "987654", ""):
            with self.subTest(pin=pin):
                self.problem(self.admin, 422, "invalid", "POST", f"{API}/keepers", {"staff": "s3", "pin": pin}, field="pin")
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/keepers", {"staff": "s3"}, field="pin")
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/keepers",
                     {"staff": "s3", "pin": "480215", "pin_hash": "x"}, field="pin_hash")
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/keepers", {"staff": "nobody", "pin": "480215"}, field="staff")
        self.problem(self.log_in("clerk1"), 403, "permission", "POST", f"{API}/keepers", {"staff": "s3", "pin": "480215"})

    def test_a_photo_is_made_into_what_kiosks_get(self):
        said = self.must(self.admin, 200, "PUT", f"{API}/staff/s5/photo", png(900, 700), **PNG)
        photo = self.must(self.log_in("p1"), 403, "GET", f"{API}/staff/s5/photo") and self.must(
            self.admin, 200, "GET", f"{API}/staff/s5/photo")
        self.assertEqual(jpeg_size(photo), (448, 560))
        self.assertEqual(len(photo), said["size"])
        self.assertLessEqual(len(photo), 131072)
        again = self.must(self.admin, 200, "PUT", f"{API}/staff/s5/photo", photo, **JPEG)
        self.assertNotEqual(again["sha256"], "")
        self.must(self.admin, 204, "DELETE", f"{API}/staff/s5/photo")
        self.must(self.admin, 204, "GET", f"{API}/staff/s5/photo")
        self.problem(self.admin, 404, "not_found", "GET", f"{API}/staff/nobody/photo")
        self.problem(self.admin, 404, "not_found", "DELETE", f"{API}/staff/s5/photo")
        self.assertEqual(self.stored("SELECT staff FROM photo WHERE staff = 's5'"), [])  # the bytes are gone too
        self.problem(self.admin, 404, "not_found", "PUT", f"{API}/staff/nobody/photo", png(100, 100), **PNG)

    def test_what_is_no_photo_changes_nothing(self):
        before = self.must(self.admin, 200, "PUT", f"{API}/staff/s5/photo", png(200, 250), **PNG)
        self.refuse_picture(422, "invalid", b"\x89PNG\r\n\x1a\nand then nothing", PNG)
        self.refuse_picture(422, "invalid", b"not a picture at all", JPEG)
        self.refuse_picture(422, "invalid", png(200, 250)[:-40], PNG)
        self.assertIn("24 million", self.refuse_picture(422, "invalid", png(30000, 30000, 1), PNG)["detail"])
        self.assertIn("at least 64", self.refuse_picture(422, "invalid", png(20, 20), PNG)["detail"])
        self.refuse_picture(422, "invalid", b"", PNG)
        self.refuse_picture(415, "media_type", b"%PDF-1.4", {"Content_Type": "application/pdf"})
        after = self.must(self.admin, 200, "GET", f"{API}/staff/s5/photo")
        self.assertEqual(len(after), before["size"])

    def test_fifty_megabytes_are_refused_in_words(self):
        problem = self.refuse_picture(413, "too_large", b"\x89PNG", {**PNG, "Content_Length": str(50 << 20)})
        self.assertTrue(problem["title"])

    def import_folder(self, files, *options):
        """A folder of these files (None: a folder) taken in by the command; the finished process, without the folder's name."""
        with tempfile.TemporaryDirectory() as folder:
            for name, data in files.items():
                path = pathlib.Path(folder, name)
                if data is None:
                    path.mkdir()
                else:
                    path.write_bytes(data)
            os.mkfifo(pathlib.Path(folder, ".pipe"))  # names with a dot are nobody's business
            done = self.server.try_command("import", "photos", folder, *options)
            return done.returncode, done.stdout.replace(folder, "F"), done.stderr.replace(folder, "F")

    def photos(self):
        return self.stored("SELECT staff FROM photo WHERE staff IN ('s6', 's7') ORDER BY staff")

    def test_a_folder_of_photographs_comes_in_whole(self):
        files = {"s6.png": png(300, 400), "s7.PNG": png(500, 400)}
        code, said, wrong = self.import_folder(files, "--dry-run", "yes")
        self.assertEqual((code, said, wrong), (0, "files 2, made 2, changed 0, unchanged 0 (dry run)\n", ""))
        self.assertEqual(self.photos(), [])
        self.assertEqual(self.import_folder(files)[1], "files 2, made 2, changed 0, unchanged 0\n")
        self.assertEqual(self.photos(), ["s6", "s7"])
        photo = self.must(self.admin, 200, "GET", f"{API}/staff/s7/photo")
        self.assertEqual(jpeg_size(photo), (448, 560))  # decoded and encoded anew, as when it is sent
        self.assertEqual(self.import_folder({"s7.png": files["s7.PNG"]})[1], "files 1, made 0, changed 0, unchanged 1\n")
        lines = self.stored("SELECT count(*) FROM audit_line")
        self.import_folder({"s7.png": files["s7.PNG"]})
        self.assertEqual(self.stored("SELECT count(*) FROM audit_line"), lines)
        self.assertEqual(self.import_folder({})[1], "files 0, made 0, changed 0, unchanged 0\n")
        for staff in ("s6", "s7"):
            self.must(self.admin, 204, "DELETE", f"{API}/staff/{staff}/photo")

    def test_one_bad_file_keeps_a_whole_folder_out(self):
        code, said, wrong = self.import_folder({
            "s2.png": png(300, 400), "s6.png": png(300, 400), "s6.jpg": b"\xff\xd8\xff and then nothing", "s7.png": b"not a picture at all",
            "s5.png": png(20, 20), "s4.jpg": bytes(50 << 20), "nobody.png": png(300, 400), "list.txt": b"s1", "s3.png": None})
        self.assertEqual((code, said), (1, ""))
        self.assertEqual(wrong.splitlines()[:-1], [
            "F/list.txt: expected a staff number with .jpg, .jpeg or .png behind",
            "F/nobody.png: nobody has the number 'nobody'",
            "F/s3.png: not a file",
            "F/s4.jpg: more than 4 MiB",
            "F/s5.png: 20 × 20 pixels: at least 64 on each side",
            "F/s6.jpg: its end is missing",
            "F/s6.png: s6.jpg is of the same person",
            "F/s7.png: neither JPEG nor PNG"])
        self.assertIn("8 errors; nothing was imported", wrong.splitlines()[-1])
        self.assertEqual(self.stored("SELECT staff FROM photo WHERE staff IN ('s2', 's6', 's7')"), [])
        code, _, wrong = self.import_folder({}, "--dry-run", "perhaps")
        self.assertEqual((code, "yes or no" in wrong), (1, True))
        done = self.server.try_command("import", "photos", "/nowhere")
        self.assertEqual((done.returncode, "/nowhere: No such file" in done.stderr), (1, True))


if __name__ == "__main__":
    office_site.main()
