"""The host's end of a usbredir link, of few words: no capabilities, so that ids have 32 bits. Written from the protocol's
description (usb-redirection-protocol.md), without its library."""

import select
import struct
import time

HELLO, DEVICE_CONNECT, DEVICE_DISCONNECT, RESET = range(4)
SET_CONFIGURATION, CONFIGURATION_STATUS = 6, 8
START_INTERRUPT, INTERRUPT_STATUS = 15, 17
CONTROL, BULK, INTERRUPT = 100, 101, 103

HEADER = struct.Struct("<III")  # type, length, id
WAIT_S = 60


class RedirHost:
    def __init__(self, connection):
        self.connection = connection
        self.received = b""
        self.last_id = 0
        self.send(HELLO, b"redir-host".ljust(64, b"\0"))
        self.wait_for(HELLO)

    def send(self, kind, body):
        self.last_id += 1
        self.connection.sendall(HEADER.pack(kind, len(body), self.last_id) + body)
        return self.last_id

    def _take(self, length):
        until = time.monotonic() + WAIT_S
        while len(self.received) < length:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.connection], [], [], left)[0]:
                raise AssertionError(f"the emulator sent only {self.received!r}")
            data = self.connection.recv(65536)
            if not data:
                raise AssertionError("the emulator has closed the link")
            self.received += data
        taken, self.received = self.received[:length], self.received[length:]
        return taken

    def wait_for(self, kind, of_id=None):
        """The body of the next packet of that kind, past all others."""
        while True:
            found, length, packet_id = HEADER.unpack(self._take(HEADER.size))
            body = self._take(length)
            if found == kind and of_id in (None, packet_id):
                return body

    def connected(self):
        """Vendor and product of the device that is plugged in next."""
        return struct.unpack("<HH", self.wait_for(DEVICE_CONNECT)[4:8])

    def descriptor(self, kind, length):
        """GET_DESCRIPTOR."""
        asked = self.send(CONTROL, struct.pack("<BBBBHHH", 0x80, 6, 0x80, 0, kind << 8, 0, length))
        body = self.wait_for(CONTROL, asked)
        if body[3] != 0:
            raise AssertionError(f"GET_DESCRIPTOR: status {body[3]}")
        return body[10:]

    def configure(self):
        self.send(SET_CONFIGURATION, b"\1")
        return tuple(self.wait_for(CONFIGURATION_STATUS))

    def listen(self, endpoint):
        """Lets the packets of an interrupt endpoint come by themselves."""
        self.send(START_INTERRUPT, bytes([endpoint]))
        return tuple(self.wait_for(INTERRUPT_STATUS))

    def interrupt(self):
        return self.wait_for(INTERRUPT)[4:]

    def bulk_out(self, endpoint, data):
        sent = self.send(BULK, struct.pack("<BBHI", endpoint, 0, len(data), 0) + data)
        return self.wait_for(BULK, sent)[1]

    def bulk_in(self, endpoint, length):
        return self.wait_for(BULK, self.send(BULK, struct.pack("<BBHI", endpoint, 0, length, 0)))[8:]
