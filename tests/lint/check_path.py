"""Nothing names a machine's own paths, or the host that a package came from."""

import os
import re

from source_tree import Finding, line_of

# Written so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:wo" r"rk|ho" r"me|ro" r"ot|Us" r"ers)/[\w.]+|\.li" r"brary/")
REGISTRY_HOST = re.compile(
    r"registry\.(?:npm" r"js|yarn" r"pkg|npm" r"mirror)\.|npm" r"mirror\.com|node" r"source\.com"
    r"|(?:deb|security|snapshot|ftp)\.deb" r"ian\.org|py" r"pi\.org|python" r"hosted\.org|cr" r"ates\.io"
    r'|"resolved":\s*"(?:https?|git)')


def check(tree):
    findings = []
    own = re.compile(re.escape(tree.root) + r"(?![\w.-])") if tree.root.count("/") > 1 else None
    for path in tree.paths():
        text = tree.text(path)
        places = [(m.start(), f"path of a machine: {m[0]}") for m in MACHINE_PATH.finditer(text)]
        places += [(m.start(), f"host of a package registry: {m[0]}")
                   for m in REGISTRY_HOST.finditer(text)]
        if own:
            places += [(m.start(), f"path of this checkout: {m[0]}") for m in own.finditer(text)]
        findings += [Finding(path, line_of(text, offset), what) for offset, what in places]
    for path in tree.paths():
        if os.path.islink(tree.absolute(path)) and os.readlink(tree.absolute(path)).startswith("/"):
            findings.append(Finding(path, 1, "link to an absolute path"))
    return sorted(set(findings))
