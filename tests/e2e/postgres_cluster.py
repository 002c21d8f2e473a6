"""A PostgreSQL of a test's own: a cluster in a temporary folder, on a Unix socket there and on no port. Run as the user postgres
where the test is root, since PostgreSQL refuses root."""

import glob
import os
import pathlib
import pwd
import subprocess
import tempfile

SKIPPED = 77


def programs():
    """The newest version's folder; None where there is none."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return pathlib.Path(found[-1]).parent if found else None


class Cluster:

    def __init__(self):
        self.programs = programs()
        self.folder = tempfile.TemporaryDirectory(prefix="shoushi-pg-", ignore_cleanup_errors=True)
        self.path = self.folder.name
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.path, user.pw_uid, user.pw_gid)
        self.run("initdb", "-D", f"{self.path}/data", "-U", "shoushi", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        self.start()

    def run(self, program, *arguments):
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        with open(f"{self.path}.log", "ab") as log:
            subprocess.run([*as_user, str(self.programs / program), *arguments], check=True, timeout=120,
                           stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.path)

    def start(self):
        self.run("pg_ctl", "-D", f"{self.path}/data", "-w", "-l", f"{self.path}/server.log", "-o",
                 f"-c listen_addresses= -c unix_socket_directories={self.path} -c fsync=off", "start")

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.path}/data", "-w", "-m", "immediate", "stop")

    def destroy(self):
        self.stop()
        self.folder.cleanup()
        pathlib.Path(f"{self.path}.log").unlink(missing_ok=True)

    def add(self, name):
        """An empty database; where it is."""
        self.run("createdb", "-h", self.path, "-U", "shoushi", "-E", "UTF8", "-T", "template0", name)
        return f"postgresql://shoushi@/{name}?host={self.path}"
