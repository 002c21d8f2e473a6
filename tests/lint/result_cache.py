"""Remembers in the build folder what was found good, by a hash of all that the answer depends on."""

import os

ENTRIES_MAX = 20000


class ResultCache:
    """One folder a checker. Without a build folder nothing is remembered."""

    def __init__(self, tree, name):
        self.folder = tree.build and os.path.join(tree.build, "lint", name)
        if self.folder:
            os.makedirs(self.folder, exist_ok=True)
            entries = os.listdir(self.folder)
            if len(entries) > ENTRIES_MAX:
                for entry in entries:
                    os.unlink(os.path.join(self.folder, entry))

    def is_good(self, key):
        return bool(self.folder) and os.path.exists(os.path.join(self.folder, key))

    def set_good(self, key):
        if self.folder:
            with open(os.path.join(self.folder, key), "w", encoding="utf-8"):
                pass
