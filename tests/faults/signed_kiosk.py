"""A kiosk as docs/sync-protocol.md describes it, written from that page alone: a second witness of the protocol, for a real server.

It keeps its chain in memory and sends what it is told to, well or badly."""

import copy
import hashlib
import hmac
import http.client
import json
import time
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

RECORDS = "/api/v1/kiosk/records"
NDJSON = "application/x-ndjson"
TIMEOUT_S = 60


def now_us():
    return time.time_ns() // 1000


class SignedKiosk:

    def __init__(self, url, code):
        self.host = urllib.parse.urlparse(url).netloc
        self.key = Ed25519PrivateKey.generate()
        self.id = None
        public = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        status, answer = self.ask("POST", "/api/v1/kiosk/enrol",
                                  json.dumps({"code": code, "public_key": public.hex(), "version": "0.1.0"}).encode())
        if status != 201:
            raise AssertionError(f"enrol: {status} {answer}")
        self.id, self.epoch, self.seq = answer["kiosk"], answer["epoch"], 0
        self.site_key = bytes.fromhex(answer["site_key"])
        self.head = hashlib.sha256(f"shoushi-chain-1:{self.id}:{self.epoch}".encode()).hexdigest()

    def disk_image(self):
        """The same kiosk as it is now: what a copy of its disk would be."""
        return copy.copy(self)

    def headers(self, method, target, body=b"", at_us=None, key=None):
        at_us = at_us or now_us()
        text = "\n".join(("shoushi-request-1", method, target, str(at_us), hashlib.sha256(body).hexdigest()))
        named = {"Shoushi-Protocol": "1", "Shoushi-Time": str(at_us),
                 "Shoushi-Signature": (key or self.key).sign(text.encode()).hex()}
        return {**named, "Shoushi-Kiosk": self.id} if self.id else named

    def ask(self, method, target, body=b"", kind="application/json", headers=None):
        """(status, value); (0, None) where the server was not there or broke off."""
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT_S)
        try:
            connection.request(method, target, body, {**(headers or self.headers(method, target, body)), "Content-Type": kind})
            answer = connection.getresponse()
            data = answer.read()
            return answer.status, json.loads(data) if data else None
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()

    def line(self, at_us=None, **card):
        """One more record of the chain; card: what is not as of a card that nobody knows."""
        self.seq += 1
        line = json.dumps({
            "v": 1, "kiosk": self.id, "epoch": self.epoch, "seq": self.seq, "boot": "0" * 31 + "1",
            "at_utc_us": at_us or now_us(), "mono_us": self.seq * 1000, "clock": "synced", "clock_offset_us": 0,
            "clock_error_us": 1000, "not_before_utc_us": 0, "not_after_utc_us": 0, "card": "unknown",
            "token": hashlib.sha256(f"{id(self)} {self.seq}".encode()).hexdigest(), "staff": "", "meeting": "",
            "substitute_for": "", "shown": {"verdict": "", "late_min": 0, "early_min": 0}, "prev": self.head, **card,
        }, separators=(",", ":")).encode()
        self.head = hashlib.sha256(line).hexdigest()
        return line + b"\n"

    def tap(self, count=1, at_us=None):
        """Lines of fresh taps of cards that nobody knows."""
        return b"".join(self.line(at_us) for _ in range(count))

    def tap_of(self, staff, number):
        """A line of a fresh tap of somebody's card, by its number."""
        token = hmac.new(self.site_key, b"\x04" + number.to_bytes(4, "big"), hashlib.sha256).hexdigest()
        return self.line(card="recognised", token=token, staff=staff)

    def send(self, body):
        return self.ask("POST", RECORDS, body, NDJSON)

    def report(self, backlog=0, complete_to_us=None, seq=None):
        status = {"version": "0.1.0", "reader": "ready", "backlog": backlog, "epoch": self.epoch,
                  "seq": self.seq if seq is None else seq, "complete_to_utc_us": complete_to_us or now_us(), "clock": "synced",
                  "clock_offset_us": 0, "clock_error_us": 1000, "disk_free_bytes": 8000000000}
        return self.ask("POST", "/api/v1/kiosk/status", json.dumps(status).encode())
