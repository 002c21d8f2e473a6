"""No goto, no conditional compilation, no notes to self, no code in comments, no vague file names."""

import ast
import os
import re

import code_text
from source_tree import Finding, line_of

# Written so that this file does not find itself.
NOTE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
CONDITIONAL = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else)\b", re.M)
VAGUE_NAME = re.compile(r"^(common|utils?|helpers?|managers?|misc)\.|_(utils?|helpers?|manager)\.")
C_STATEMENT = re.compile(
    r"""^(?:[\w*>.\[\]-]+(?:[ ]\*?[\w]+)?[ ]?=[ ].+;       # a = b; and int a = b;
    |[\w>.-]+\(.*\);                                       # call(x);
    |(?:else[ ])?(?:if|for|while|switch)[ ]\(.*\)[ ]?\{?
    |return\b.*;|\}[ ]?else.*|[{}]|\#(?:include|define|if|endif)\b.*)$""",
    re.X,
)
SHELL_STATEMENT = re.compile(r"^((if|for|while) .*; (then|do)|fi|done|esac|\w+=\S+|\w+ \S+ [|>&] .*)$")
PYTHON_STATEMENTS = (ast.Assign, ast.AugAssign, ast.Return, ast.Import, ast.ImportFrom, ast.Raise, ast.Delete)


def check(tree):
    findings = []
    for path in tree.paths():
        if VAGUE_NAME.search(os.path.basename(path)):
            findings.append(Finding(path, 1, "a name that says nothing; name the noun it is about"))
    for path in tree.paths(".c", ".h"):
        findings += _check_c(path, tree.text(path))
    for path in tree.paths(".c", ".h", ".ts", ".vue"):
        findings += _check_comments(path, tree.text(path))
    for path in tree.paths():
        text = tree.text(path)
        if path.endswith((".py", ".sh", ".cmake", "CMakeLists.txt")) or text.startswith("#!"):
            findings += _check_hash_comments(path, text)
        if path.endswith((".c", ".h", ".ts", ".vue", ".py", ".sh", ".sql", ".css", ".cmake", ".txt", ".rules")):
            findings += [Finding(path, line_of(text, m.start()), f"{m[0]}: do it or file it")
                         for m in NOTE.finditer(text)]
    return findings


def _check_c(path, text):
    code = code_text.code(path, text)
    findings = [Finding(path, line_of(code, m.start()), "goto; use AUTO and early returns")
                for m in re.finditer(r"\bgoto\b", code)]
    findings += [Finding(path, line_of(code, m.start()), f"#{m[1]}; choose a file in CMake instead")
                 for m in CONDITIONAL.finditer(code)]
    return findings


def _check_comments(path, text):
    findings = []
    for offset, comment in code_text.comments(path, text):
        if comment.startswith("<!--"):
            is_code = re.match(r"<!--\s*</?[a-zA-Z]", comment)
            if is_code:
                findings.append(Finding(path, line_of(text, offset), "code in a comment"))
            continue
        first = line_of(text, offset)
        for i, line in enumerate(comment.split("\n")):
            if re.match(r"\s*\* {4,}\S", line):
                continue  # an example of use, set in from the comment's text
            bare = re.sub(r"^\s*(//+|/\*+|\*(?!\w))?\s*|\s*\*/\s*$", "", line).strip()
            if C_STATEMENT.match(bare):
                findings.append(Finding(path, first + i, "code in a comment"))
    return findings


def _check_hash_comments(path, text):
    findings = []
    for i, line in enumerate(text.split("\n"), 1):
        match = re.match(r"^\s*#(?!!)\s?(.*)$", line)
        bare = match[1].strip() if match else ""
        is_code = _is_python(bare) if path.endswith(".py") else SHELL_STATEMENT.match(bare)
        if bare and is_code:
            findings.append(Finding(path, i, "code in a comment"))
    return findings


def _is_python(bare):
    try:
        body = ast.parse(bare).body
    except (SyntaxError, ValueError):
        return bool(re.match(r"^(if|elif|for|while|def|class|with) .*:$", bare))
    if len(body) != 1:
        return False
    is_call = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Call)
    return is_call or isinstance(body[0], PYTHON_STATEMENTS)
