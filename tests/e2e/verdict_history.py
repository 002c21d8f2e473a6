"""Why a verdict is not what it was: facts that come later change exactly what they touch, and the server says what it was before and
what did it; while a change for everybody is judged, the month says so."""

import site_test
from small_site import wait_for


class VerdictHistory(site_test.SiteTest):

    def setUp(self):
        super().setUp()
        self.office = self.console()
        self.administrator = self.console(site_test.ADMINISTRATOR)
        # The last month that is over: of the present one there may be no more than this morning.
        self.present, self.month = self.office.get("/api/v1/reports/months")["months"][:2]
        self.before = self.report()

    def report(self):
        return self.office.get(f"/api/v1/reports/months/{self.month}")

    def settled_report(self):
        wait_for("the month to be judged", lambda: self.report()["rejudging"] is None)
        return self.report()

    def days(self, staff=""):
        query = f"&staff={staff}" if staff else ""
        return self.office.get(f"/api/v1/reports/days?from={self.month}-01&to={self.month}-28{query}")["days"]

    def differences(self):
        answer = self.office.get(f"/api/v1/reports/differences?from={self.month}-01&to={self.month}-28")
        self.assertFalse(answer["more"])
        return answer["differences"]

    def put(self, kind, id_, value):
        status, _, answer = self.administrator.call("POST", "/api/v1/import", {"documents": [{"kind": kind, "id": id_, "value": value}]})
        self.assertEqual(status, 200, answer)

    def somebody_absent(self):
        absent = [day for day in self.days() if day["status"] == "absent"]
        self.assertTrue(absent, "the sample county has nobody absent")
        return absent[0]

    def test_leave_put_later_names_itself(self):
        day = self.somebody_absent()
        self.put("leave", "later", {"staff": day["staff"], "from": day["date"] + "T00:00:00", "to": day["date"] + "T23:59:00",
                                    "state": "approved"})
        found = [one for one in self.differences() if one["staff"] == day["staff"] and one["date"] == day["date"]]
        self.assertEqual([(one["before"]["status"], one["after"]["status"]) for one in found], [("absent", "leave")] * len(found))
        self.assertTrue(found)
        [cause] = found[0]["causes"]
        self.assertEqual((cause["kind"], cause["id"]), ("leave", "later"))
        self.assertIn(site_test.ADMINISTRATOR, cause["author"])
        self.assertEqual(self.days(day["staff"])[0]["staff"], day["staff"])
        after = self.report()
        self.assertEqual(after["county"]["absent"], self.before["county"]["absent"] - len(found))

    def test_hours_of_everybody_change_in_the_background(self):
        schedules = [one for one in self.days() if one["status"] == "exception" and one["in"] == "late" and one["late_min"] <= 20]
        self.assertTrue(schedules, "nobody is a little late in the sample county")
        self.put("policy", "policy", {"late_grace_min": 20})
        after = self.settled_report()
        self.assertLess(after["county"]["late"], self.before["county"]["late"])
        changed = [one for one in self.differences() if any(cause["kind"] == "policy" for cause in one["causes"])]
        self.assertGreaterEqual(len(changed), len(schedules))
        self.put("policy", "policy", {"late_grace_min": 0})
        self.assertEqual(self.settled_report()["county"], self.before["county"])

    def test_breaches_are_provisional_until_the_kiosk_has_reported(self):
        """The kiosk of this test was enrolled today and has not said anything yet."""
        self.month = self.present
        self.assertEqual([kiosk["place"] for kiosk in self.report()["kiosks_behind"]], ["县政府大楼 东门"])
        today = self.office.get("/api/v1/taps?limit=1")["date"]
        for day in self.days():
            self.assertEqual(day["provisional"], bool(day["waiting_for"]))
            if day["date"] < today:
                self.assertFalse(day["provisional"], day)
        self.kiosk.start()
        self.kiosk.wait_online()
        wait_for("the kiosk to have reported", lambda: not self.report()["kiosks_behind"])
        self.assertEqual(self.report()["county"]["provisional"], sum(one["provisional"] for one in self.report()["units"]))


if __name__ == "__main__":
    site_test.main()
