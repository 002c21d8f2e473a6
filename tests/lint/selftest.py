#!/usr/bin/env python3
"""Shows that each checker goes red on a bad sample, at the right line, and stays quiet on a good one."""

import json
import os
import sys
import tempfile
import unittest

import check_audit
import check_format
import check_header
import check_layer
import check_length
import check_name
import check_path
import check_sql
import check_state
import check_udev
import check_word
from source_tree import Tree

HEADER = "#pragma once\n/* A door. The kiosk opens it. One thread. */\n"


class CheckerTest(unittest.TestCase):
    """Samples are written to a folder of the test's own and checked as a project."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="lint-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def write(self, files):
        for path, text in files.items():
            path = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)

    def assert_findings(self, checker, files, expected, build=None):
        """expected: (path, line, part of the message), in any order and no others."""
        self.write(files)
        findings = sorted(set(checker.check(Tree(self.root, build))))
        told = "\n".join(map(str, findings))
        self.assertEqual(len(findings), len(expected), told)
        for path, line, part in expected:
            self.assertTrue(any(f.path == path and f.line == line and part in f.what for f in findings),
                            f"no {path}:{line}: {part} in:\n{told}")


class TreeTest(CheckerTest):
    def test_what_git_ignores_is_left_out(self):
        self.write({".gitignore": "/build/\nnode_modules/\n*.local\n/console/dist/\n", "build/a.c": "",
                    "x/build/a.c": "", "x/node_modules/a.c": "", "a.local": "", "console/dist/a.c": "",
                    ".git/a.c": ""})
        self.assertEqual(Tree(self.root).paths(), [".gitignore", "x/build/a.c"])


class FormatTest(CheckerTest):
    STYLE = {".clang-format": "BasedOnStyle: LLVM\nIndentWidth: 4\n"}

    def test_c_laid_out_otherwise(self):
        self.assert_findings(check_format, {**self.STYLE, "a.c": "int a;\n  int   b;\n", "b.c": "int c;\n"},
                             [("a.c", 1, "clang-format"), ("a.c", 2, "clang-format")])

    def test_plain_text(self):
        self.assert_findings(
            check_format,
            {**self.STYLE, "a.md": "x \ny\r\n\tz", "b.txt": "a\tb\n", "c.bin": "\0 \n", "d.ts": "é\n"},
            [("a.md", 1, "space at the end"), ("a.md", 2, "carriage return"), ("a.md", 3, "tab"),
             ("a.md", 3, "no newline")])

    def test_what_is_good_is_remembered_and_what_changes_is_not(self):
        build = os.path.join(self.root, "b")
        self.write({".gitignore": "/b/\n"})
        self.assert_findings(check_format, {**self.STYLE, "a.c": "int a;\n"}, [], build)
        self.assertEqual(len(os.listdir(os.path.join(build, "lint", "format"))), 1)
        self.assert_findings(check_format, {"a.c": "int  a;\n"}, [("a.c", 1, "clang-format")], build)
        self.assert_findings(check_format, {"a.c": "int  a;\n"}, [("a.c", 1, "clang-format")], build)


class LengthTest(CheckerTest):
    def test_long_functions_of_every_language(self):
        body = "    x();\n" * 69
        self.assert_findings(
            check_length,
            {"a.c": "static int a(int x)\n{\n" + body + "}\n\nint b(void)\n{\n" + body[9 * 2:] + "}\n",
             "a.ts": "// a\nexport function late(a: string): number {\n" + body + "}\n",
             "b.ts": "const f = () => {\n" + body[9 * 2:] + "}\n",
             "c.vue": "<template>\n</template>\n<script setup lang=\"ts\">\nconst g = async () => {\n" + body
                      + "}\n</script>\n",
             "a.py": "def f():\n" + body + "    y()\n",
             "a.sh": "a() {\n" + body + "}\n",
             "tool": "#!/usr/bin/env bash\nb() {\n" + body + "}\n"},
            [("a.c", 1, "a has 72 lines"), ("a.ts", 2, "late has 71"), ("c.vue", 4, "g has 71"),
             ("a.py", 1, "f has 71"), ("a.sh", 1, "a has 71"), ("tool", 2, "b has 71")])

    def test_functions_within_stand_for_themselves(self):
        inner = "  const %s = () => {\n" + "    x();\n" * 40 + "  }\n"
        self.assert_findings(
            check_length,
            {"a.ts": "function outer() {\n" + inner % "a" + inner % "b" + "}\n",
             "b.ts": "function outer() {\n" + inner % "a" + "  x();\n" * 70 + "}\n"},
            [("b.ts", 1, "outer has 73")])

    def test_deep_nesting(self):
        deep = "if (a) { for (;;) { while (b) { switch (c) { case 1: {} } } } }"
        fine = "struct x y = {{{{{{0}}}}}}; f((struct x){{{{{1}}}}}); if (a) { do { g(); } while (1); }"
        self.assert_findings(
            check_length,
            {"a.c": f"void a(void)\n{{\n{deep}\n}}\nvoid b(void)\n{{\n{fine}\n}}\n",
             "a.ts": "const a = () => {\n if (a) { try { for (;;) { if (b) { if (c) { d() } } } } "
                     "finally { e() } }\n};\nconst o = { a: { b: { c: { d: { e: { f: 1 } } } } } };\n",
             "a.py": "def f():\n if a:\n  for b in c:\n   while d:\n    with e:\n     if g:\n      h()\n"
                     "def k():\n if a:\n  b()\n elif c:\n  d()\n elif e:\n  f()\n elif g:\n  h()\n elif i:\n"
                     "  j()\n elif k:\n  l()\n"},
            [("a.c", 1, "a nests 5"), ("a.ts", 1, "a nests 5"), ("a.py", 1, "f nests 5")])

    def test_braces_in_literals_and_comments_do_not_count(self):
        noise = "/* { */ // {\n x = \"{\"; y = '{'; if (a) { b(); }\n"
        self.assert_findings(
            check_length,
            {"a.c": "#define M {\nvoid a(void)\n{\n" + noise + "}\n" + "int x;\n" * 80,
             "a.ts": "function a() {\n" + noise + " s = `{${b({})}`; r = /[{/]\\/{/; }\n" + "let x;\n" * 80},
            [])

    def test_long_files(self):
        self.assert_findings(check_length, {"a.c": "int x;\n" * 701, "b.c": "int x;\n" * 700,
                                            "a.vue": "\n" * 701, "a.md": "\n" * 900},
                             [("a.c", 701, "file of 701"), ("a.vue", 701, "file of 701")])

    def test_long_lines(self):
        full = "//" + "班" * 138
        self.assert_findings(check_length, {"a.ts": f"{full}\n{full}x\n", "b.vue": f"{full}\n", "c.vue": f"\n{full}x",
                                            "d.mjs": f"{full}x\n", "e.md": f"{full}x\n", "f.py": f"#{full}\n"},
                             [("a.ts", 2, "line of 141"), ("c.vue", 2, "line of 141"), ("d.mjs", 1, "line of 141"),
                              ("f.py", 1, "line of 141")])


class SqlTest(CheckerTest):
    def test_sql_outside_the_stores(self):
        self.assert_findings(
            check_sql,
            {"kiosk/store/a.c": 'q("SELECT a FROM t WHERE b = $1");\n', "server/store/schema/1.sql": "x\n",
             "kiosk/app/a.c": 'q("SELECT a FROM t");\n/* "SELECT a" */\nq("select a person");\n',
             "server/api/a.c": 'q("  insert into t values");\nq("Update of t");\nq("COMMIT");\n',
             "scripts/a.py": "db('''\n  DELETE FROM t''')\n", "docs/a.sql": "\n",
             "tests/unit/server/store/a.c": 'q("PRAGMA user_version");\n'},
            [("kiosk/app/a.c", 1, "SQL outside"), ("server/api/a.c", 1, "SQL outside"),
             ("server/api/a.c", 3, "SQL outside"), ("scripts/a.py", 1, "SQL outside"),
             ("docs/a.sql", 1, "SQL outside")])

    def test_values_printed_into_sql(self):
        self.assert_findings(check_sql,
                             {"server/store/a.c": 'p("SELECT a FROM t WHERE b = %lld");\n'
                                                  'q("SELECT a FROM t WHERE b LIKE \'x%\'");\n'},
                             [("server/store/a.c", 1, "bind")])


class WordTest(CheckerTest):
    def test_goto_and_conditionals(self):
        self.assert_findings(
            check_word,
            {"a.c": '#ifdef X\n#else\n#endif\n/* goto */ s = "goto";\nvoid f(void) { goto end; }\n',
             "a.h": "#pragma once\n#if 0\n#endif\n"},
            [("a.c", 1, "#ifdef"), ("a.c", 2, "#else"), ("a.c", 5, "goto"), ("a.h", 2, "#if")])

    def test_notes_to_self(self):
        self.assert_findings(
            check_word,
            {"a.c": "/* TO" "DO: more */\n", "a.vue": "<!-- FIX" "ME -->\n", "a.py": 'x = "XXXXXX"\n',
             "a.sql": "-- XX" "X\n"},
            [("a.c", 1, "do it"), ("a.vue", 1, "do it"), ("a.sql", 1, "do it")])

    def test_code_in_comments(self):
        self.assert_findings(
            check_word,
            {"a.c": "// return false;\n/* x = y + 1; */\n/* call(a,\n * b);\n * other(c); */\n"
                    "// if (x) {\n/* #include <a.h> */\n",
             "b.c": "/* It is late if (and only if) it is; see rules. */\n// x (the first);\n/* owned by y;\n * z */\n",
             "c.h": "#pragma once\n/* Use it so:\n *\n *     lamp_light(lamp);\n */\n",
             "a.vue": "<template>\n<!-- <b>x</b> -->\n<!-- a bold x -->\n</template>\n",
             "a.py": "# print(x)\n# x = 1\n# a sentence (as here)\n# for x in y:\n",
             "a.sh": "# if [ -e x ]; then\n# X=1\n# if it is there\n"},
            [("a.c", 1, "code in"), ("a.c", 2, "code in"), ("a.c", 5, "code in"), ("a.c", 6, "code in"),
             ("a.c", 7, "code in"), ("a.vue", 2, "code in"), ("a.py", 1, "code in"), ("a.py", 2, "code in"),
             ("a.py", 4, "code in"), ("a.sh", 1, "code in"), ("a.sh", 2, "code in")])

    def test_vague_names(self):
        self.assert_findings(check_word, {"core/utils.c": "", "kiosk/common.h": "", "a/tap_helper.c": "",
                                          "a/community.c": ""},
                             [("core/utils.c", 1, "a name"), ("kiosk/common.h", 1, "a name"),
                              ("a/tap_helper.c", 1, "a name")])


class PathTest(CheckerTest):
    def test_paths_and_hosts_of_a_machine(self):
        bad = "x /wo" "rk/main/a\n"
        self.assert_findings(
            check_path,
            {"a.md": bad, "b.sh": "cd /ro" "ot/x\n", "c.py": "url = '/api/v1/wo" "rk/days' + '/ho" "me'\n",
             "package-lock.json": '{"resol' 'ved": "https://x/y.tgz"}\n', ".npmrc": "registry.npm" "js.org\n",
             "d.txt": "see " + self.root + "/x\n"},
            [("a.md", 1, "path of a machine"), ("b.sh", 1, "path of a machine"),
             ("package-lock.json", 1, "registry"), (".npmrc", 1, "registry"), ("d.txt", 1, "checkout")])


class LayerTest(CheckerTest):
    TABLE = "core/base:\ncore/rules:\nkiosk/app: core/base\n  core/rules\n<sqlite3.h>: core/base\n"
    GOOD = {"core/base/error.h": HEADER, "core/rules/day.h": HEADER,
            "kiosk/app/app.c": '#include "error.h"\n#include "day.h"\n#include <stdio.h>\n'}

    def test_good_tree(self):
        self.assert_findings(check_layer, {check_layer.TABLE: self.TABLE, **self.GOOD}, [])

    def test_wrong_includes(self):
        self.assert_findings(
            check_layer,
            {check_layer.TABLE: self.TABLE, **self.GOOD,
             "core/rules/day.c": '#include "day.h"\n#include "error.h"\n/* x */ #include "no.h"\n',
             "core/rules/x.c": '#include "../base/error.h"\n#include "stdio.h"\n#include <sqlite3.h>\n',
             "core/base/y.c": '#include "fake.h"\n', "tests/support/fake.h": HEADER,
             "tests/unit/z.c": '#include "error.h"\n#include <sqlite3.h>\n', "server/a.c": ""},
            [("core/rules/day.c", 2, "not below"), ("core/rules/x.c", 1, "by its name"),
             ("core/rules/x.c", 2, "no header of this project"), ("core/rules/x.c", 3, "kept to core/base"),
             ("core/base/y.c", 1, "belongs to the tests"), ("server/a.c", 1, "no line")])

    def test_wrong_tables(self):
        table = "core/base: core/rules\ncore/rules: core/base gone\nkiosk/app: core/base core/rules\nserver/x:\n"
        self.assert_findings(
            check_layer, {check_layer.TABLE: table, **self.GOOD},
            [(check_layer.TABLE, 1, "below itself"), (check_layer.TABLE, 2, "below itself"),
             (check_layer.TABLE, 2, "gone has no line"), (check_layer.TABLE, 4, "no sources")])

    def test_two_headers_of_one_name(self):
        self.assert_findings(check_layer, {check_layer.TABLE: self.TABLE, **self.GOOD, "core/rules/error.h": HEADER},
                             [("core/rules/error.h", 1, "core/base has a error.h too")])


class HeaderTest(CheckerTest):
    def configure(self, folders):
        build = os.path.join(self.root, "build")
        command = "gcc -DX=1 -I" + self.root + "/base -Wall -Werror -std=gnu17 -o x.o -c {}/a.c"
        self.write({".gitignore": "/build/\n", "build/compile_commands.json": json.dumps(
            [{"file": f"{self.root}/{f}/a.c", "command": command.format(f)} for f in folders])})
        return build

    def test_headers_that_lean_on_their_includer(self):
        build = self.configure(["base", "kiosk"])
        self.assert_findings(
            check_header,
            {"base/good.h": HEADER + "#include <stdint.h>\nstatic const int64_t x = X;\n",
             "base/bad.h": HEADER + "int64_t x;\n", "kiosk/k.h": HEADER + '#include "good.h"\n',
             "other/o.h": HEADER},
            [("base/bad.h", 1, "base/bad.h:3:1: error"), ("other/o.h", 1, "no target")], build)

    def test_a_source_includes_its_own_header_first(self):
        build = self.configure(["base", "kiosk"])
        self.assert_findings(
            check_header,
            {"base/a.h": HEADER + "shown by the build\n", "base/a.c": '#include "a.h"\n', "base/b.h": HEADER,
             "base/b.c": '#include <stdio.h>\n#include "b.h"\n'},
            [("base/b.c", 1, "does not include b.h first")], build)

    def test_a_change_below_is_seen(self):
        build = self.configure(["base", "kiosk"])
        self.assert_findings(check_header, {"base/b.h": HEADER + "struct b;\n",
                                            "kiosk/k.h": HEADER + '#include "b.h"\nstruct b *make(void);\n'}, [], build)
        self.assert_findings(check_header, {"base/b.h": HEADER + "struct b\n"},
                             [("base/b.h", 1, "error"), ("kiosk/k.h", 1, "error")], build)

    def test_without_a_build_nothing_is_called_good(self):
        self.assert_findings(check_header, {"base/b.h": HEADER}, [("CMakeLists.txt", 1, "configure")])


class UdevTest(CheckerTest):
    TABLE = {"firmware-host/wedge/wedge_readers.c": "static x known[] = {\n    {{0xffff, 0x0035}, \"a\"},\n"
                                                    "    {{0x08FF, 0x0009}, \"b\"},\n};\n"}

    def test_a_reader_without_a_rule(self):
        self.assert_findings(
            check_udev,
            {**self.TABLE, "udev/70-shoushi.rules":
             '# ATTR{idVendor}=="08ff", ATTR{idProduct}=="0009"\nATTR{idVendor}=="ffff", \\\n  '
             'ATTRS{idProduct}=="0035", MODE="0660"\nATTR{idVendor}=="08ff", ATTR{idProduct}=="0035"\n'},
            [("firmware-host/wedge/wedge_readers.c", 3, "08ff:0009")])

    def test_no_table_at_all_is_not_called_good(self):
        self.assert_findings(check_udev, {"a.c": ""}, [("firmware-host", 1, "no *_readers.c")])


class AuditTest(CheckerTest):
    TABLE = {"server/api/audit_words.c": '#include "audit_words.h"\nx = {"card.issue"};\n'}

    def test_an_action_that_nobody_is_told_of(self):
        self.assert_findings(
            check_audit,
            {**self.TABLE, "server/a.c": '#include "audit.h"\nstruct audit_entry e = {"card.issue"};\nbegin("card.lose", "a.pdf");\n',
             "server/b.c": 'x("card.lose");\n', "kiosk/c.c": 'struct audit_entry e = {"card.lose"};\n'},
            [("server/a.c", 3, "card.lose")])

    def test_no_table_at_all_is_not_called_good(self):
        self.assert_findings(check_audit, {"a.c": ""}, [("server/api/audit_words.c", 1, "no table")])


class NameTest(CheckerTest):
    def test_openings(self):
        self.assert_findings(
            check_name,
            {"good.h": HEADER, "a.h": "#ifndef A\n", "b.h": "#pragma once\nint x;\n",
             "c.h": "#pragma once\n/* A door. */\n",
             "d.h": "#pragma once\n/* A thread." + "\n * x" * 8 + " */\n"},
            [("a.h", 1, "#pragma once"), ("b.h", 2, "no opening"), ("c.h", 2, "thread rule"),
             ("d.h", 2, "opening of 9 lines")])

    def test_prototypes(self):
        self.assert_findings(
            check_name,
            {"door.h": HEADER + "struct door;\nstruct lock { void (*on_x)(bool y, char **z); };\n"
             "bool door_open(struct door *door, struct error *err) MUST_USE;\n"
             "bool door_shut(struct door *door, struct error *err);\n"
             "void door_paint(struct door *door, bool is_red);\n"
             "bool door_find(const char *name, struct door **door, struct error *err) MUST_USE;\n"
             "bool door_lock(struct error *err, struct lock **ret_lock) MUST_USE;\n"
             "void window_open(void);\nvoid lock_turn(struct lock *lock);\n"
             "/* Fills err; returns\n * false. */\nbool door_fail(struct error *err, const char *format, ...);\n"
             "typedef struct door *door_pointer;\nstatic inline void fd_auto(int **fd)\n{\n    f(fd);\n}\n"},
            [("door.h", 6, "MUST_USE"), ("door.h", 7, "takes a bool"), ("door.h", 8, "output door"),
             ("door.h", 9, "last parameter"), ("door.h", 10, "window_open does not"), ("door.h", 15, "typedef")])


class StateTest(CheckerTest):
    def test_mutable_state(self):
        self.assert_findings(
            check_state,
            {"tests/t.c": "static int fixture;\n",
             "a.c": "static int count;\nint many[3] = {1, 2};\nstatic const int one = 1;\n"
                    "static const char *names[] = {\"a\"};\nstatic const char *const words[] = {\"a\"};\n"
                    "struct x { int y; };\nenum { A, B };\nvoid f(int a);\nstatic int g(void)\n{\n    static int calls;\n"
                    "    static const int zero = 0;\n    return calls + zero;\n}\n"
                    "const struct x here = {.y = 1};\nstatic volatile sig_atomic_t asked;\n"},
            [("a.c", 1, "count"), ("a.c", 2, "many"), ("a.c", 4, "names"), ("a.c", 11, "calls")])


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main(argv=[sys.argv[0]])
