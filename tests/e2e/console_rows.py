"""The console's longest lists, ten thousand people and the line of the audit log that each of them left: in a real browser against a
real server."""

import console_office
import site_test

OUT = site_test.ROOT / "build" / "console-rows"
SAMPLE_PEOPLE, PEOPLE, UNITS, BATCH = 300, 10_000, 12, 500
LAST = {"id": f"s{PEOPLE}", "name": "邝终久"}


def document(number):
    """The person of that number: in one of the sample's units, and without a card."""
    person = LAST if number == PEOPLE else {"id": f"s{number:05}", "name": f"职工{number}"}
    return {"kind": "staff", "id": person["id"], "value": {**person, "unit": f"u{number % UNITS + 1:02}"}}


class ConsoleRows(site_test.SiteTest):

    def add_people(self):
        admin = self.console("admin")
        for first in range(SAMPLE_PEOPLE + 1, PEOPLE + 1, BATCH):
            documents = [document(number) for number in range(first, min(first + BATCH, PEOPLE + 1))]
            status, _, data = admin.call("POST", "/api/v1/import", {"documents": documents})
            self.assertEqual(status, 200, data[:300])

    def test_rows(self):
        self.console("audit")
        self.add_people()
        print(console_office.run_journeys(self, "row_journeys.mjs", OUT))


if __name__ == "__main__":
    site_test.main()
