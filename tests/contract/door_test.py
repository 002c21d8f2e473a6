"""What the office tells kiosks of people besides the facts that are judged: keepers and their PINs, photographs."""

import contextlib
import io
import sqlite3
import struct
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


if __name__ == "__main__":
    office_site.main()
