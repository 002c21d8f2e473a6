"""The files that lint looks at: everything below the root that .gitignore does not leave out.

Git itself is not asked, so that an unpacked archive is checked like a clone.
"""

import fnmatch
import os
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend, printed as file:line: what."""

    path: str
    line: int
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}"


class Tree:
    """A project's files by their paths from its root; build is a configured build folder."""

    def __init__(self, root, build=None):
        self.root = os.path.abspath(root)
        self.build = build and os.path.abspath(build)
        self._paths = sorted(self._walk())

    def _ignored(self):
        path = os.path.join(self.root, ".gitignore")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return [line.strip() for line in file if line.strip() and line[0] != "#"]

    def _walk(self):
        patterns = self._ignored()

        def is_ignored(path, is_folder):
            if path == ".git":
                return True
            for pattern in patterns:
                if pattern.endswith("/") and not is_folder:
                    continue
                wanted = pattern.strip("/")
                anchored = "/" in pattern.rstrip("/")
                if fnmatch.fnmatch(path if anchored else os.path.basename(path), wanted):
                    return True
            return False

        for folder, folders, files in os.walk(self.root):
            here = os.path.relpath(folder, self.root)
            here = "" if here == "." else here + "/"
            folders[:] = [f for f in folders if not is_ignored(here + f, True)]
            for name in files:
                if not is_ignored(here + name, False):
                    yield here + name

    def paths(self, *endings):
        """All paths, or those with one of the endings (".c", ".h")."""
        return [p for p in self._paths if not endings or p.endswith(endings)]

    def absolute(self, path):
        return os.path.join(self.root, path)

    @cache
    def text(self, path):
        """The file's text; bytes that are no UTF-8 show as U+FFFD."""
        with open(self.absolute(path), encoding="utf-8", errors="replace", newline="") as file:
            return file.read()


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
