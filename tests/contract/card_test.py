"""Cards: their number is kept nowhere, and one that is lost is so from a moment on."""

from office_site import OfficeTest

API = "/api/v1"


class Cards(OfficeTest):

    def test_only_the_token_is_kept(self):
        card = self.must(self.admin, 201, "POST", f"{API}/cards",
                         {"staff": "s1", "number": "0123456789", "format": "decimal10", "label": "工牌"})
        self.assertEqual(len(card["id"]), 32)
        self.assertNotIn("number", card)
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/cards",
                     {"staff": "s2", "number": "075BCD15"}, field="number")  # the same card in hex
        self.must(self.admin, 201, "POST", f"{API}/cards", {"staff": "s1", "number": "04A1B2C3D4E5F6"})
        lost = self.must(self.admin, 200, "POST", f"{API}/cards/{card['id']}/revoke", {"reason": "lost"})
        self.assertEqual(lost["state"], "lost")
        self.assertEqual(len(self.must(self.admin, 200, "GET", f"{API}/cards?staff=s1")["items"]), 2)
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/cards", {"staff": "s1", "number": "xyz"}, field="number")
        self.problem(self.admin, 422, "invalid", "POST", f"{API}/cards", {"staff": "s1"}, field="number")

    def test_a_card_is_revoked_from_its_moment(self):
        card = self.must(self.admin, 201, "POST", f"{API}/cards", {"staff": "s3", "number": "0C0FFEE1", "from": "2026-03-02"})["id"]
        act = lambda action, body: self.must(self.admin, 200, "POST", f"{API}/cards/{card}/{action}", body)
        for since, reason in (("2026-03-01T23:59:00", "lost"), ("2999-01-01T00:00:00", "lost"), ("2026-03-02T08:00:00", "revoked")):
            self.problem(self.admin, 422, "invalid", "POST", f"{API}/cards/{card}/revoke", {"reason": reason, "since": since},
                         field="since")
        lost = act("revoke", {"reason": "lost", "since": "2026-03-02T08:00:00"})
        self.assertEqual((lost["revoked_from"], lost["history"][-1]["since"]), ("2026-03-02T08:00:00",) * 2)
        self.assertEqual(act("revoke", {"reason": "revoked"})["revoked_from"], "2026-03-02T08:00:00")
        self.assertNotIn("revoked_from", act("restore", {}))
        (gap,) = self.must(self.admin, 200, "GET", f"{API}/cards/{card}")["revoked_before"]
        self.assertEqual(gap["from"], "2026-03-02T08:00:00")
        self.problem(self.admin, 409, "state", "POST", f"{API}/cards/{card}/restore", {})  # it is in use
        now = act("revoke", {"reason": "lost"})
        self.assertEqual(now["revoked_from"], now["history"][-1]["at"])
        found = act("restore", {"mistaken": True, "comment": "误报"})
        self.assertEqual((found["revoked_before"], found["history"][-1]["mistaken"]), ([gap], True))
