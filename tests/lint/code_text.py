"""Enough of C's and TypeScript's grammar for lint: comments, literals, functions and their blocks."""

import re
from dataclasses import dataclass
from functools import cache

C_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>"(?:\\.|[^"\\\n])*")|(?P<char>'(?:\\.|[^'\\\n])*')""",
    re.S,
)
TS_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/|<!--.*?-->)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'
        |`(?:\\.|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*`)
    |(?P<before>[(,=:\[!&|?{};]\s*)(?P<char>/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)""",
    re.S | re.X,
)
SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
CONTROL_WORDS = {"if", "for", "while", "switch", "catch", "with"}


def _spaces(text):
    return re.sub(r"[^\n]", " ", text)


def _grammar(path):
    return C_TOKEN if path.endswith((".c", ".h")) else TS_TOKEN


def script_of(path, text):
    """Of a Vue file the script alone, at its place; any other text as it is."""
    if not path.endswith(".vue"):
        return text
    kept = [match.span(1) for match in SCRIPT.finditer(text)]
    out, last = [], 0
    for start, end in kept:
        out += [_spaces(text[last:start]), text[start:end]]
        last = end
    return "".join(out) + _spaces(text[last:])


def comments(path, text):
    """(offset, comment) pairs."""
    return [(m.start(), m["comment"]) for m in _grammar(path).finditer(text) if m["comment"]]


def literals(path, text):
    """(offset, content) of the text literals."""
    return [(m.start(), m["text"][1:-1]) for m in _grammar(path).finditer(text) if m["text"]]


@cache
def code(path, text):
    """The text with comments and the content of literals as spaces: same length, same lines."""

    def blank(match):
        if match["comment"]:
            return _spaces(match[0])
        before = match.groupdict().get("before") or ""
        literal = match[0][len(before):]
        return before + literal[0] + _spaces(literal[1:-1]) + literal[-1]

    return _grammar(path).sub(blank, text)


def without_directives(text):
    return DIRECTIVE.sub(lambda match: _spaces(match[0]), text)


def top_level(text):
    """Code with all between outermost braces as spaces: what a file declares, without its bodies."""
    out, depth, last = [], 0, 0
    for match in re.finditer(r"[{}]", text):
        at = match.start()
        depth -= match[0] == "}"
        if depth == 0:
            out += [text[last:at] if match[0] == "{" else _spaces(text[last:at]), match[0]]
            last = at + 1
        depth += match[0] == "{"
    return "".join(out) + text[last:]


@dataclass
class Function:
    """A function with a body: offsets into the text, and how deep its blocks nest (body: 0)."""

    name: str
    start: int
    body: int
    end: int = 0
    nesting: int = 0


def _matching_paren(text, close):
    depth = 0
    for i in range(close, -1, -1):
        depth += (text[i] == ")") - (text[i] == "(")
        if depth == 0:
            return i
    return 0


def _word_before(text, offset):
    match = re.search(r"([\w$]+)\s*$", text[max(0, offset - 80):offset])
    return match[1] if match else ""


def _classify_c(text, brace, head_start, is_top):
    """("function", name), ("block", "") or ("other", "") for a brace of C."""
    before = text[head_start:brace].rstrip()
    end = head_start + len(before)
    if not before.endswith(")"):
        is_block = not is_top and re.search(r"(\b(else|do)|[;{}:]|^)$", before)
        return ("block" if is_block else "other"), ""
    word = _word_before(text, _matching_paren(text, end - 1))
    if is_top:
        name = re.search(r"(\w+)\s*\(", before)
        is_function = name and "=" not in before.split("(")[0]
        return ("function", name[1]) if is_function else ("other", "")
    return ("block" if word and word not in ("return", "sizeof") else "other"), ""


def _classify_ts(text, brace, head_start, _is_top):
    """The same for TypeScript: arrows, functions and methods, and blocks of statements."""
    before = text[head_start:brace].rstrip()
    if before.endswith("=>"):
        name = re.search(r"(?:const|let)\s+(\w+)[^;]*$", before)
        return "function", name[1] if name else "arrow function"
    if re.search(r"(\b(else|do|try|finally)|[;{}])$", before) or not before:
        return "block", ""
    signature = re.search(r"\)(\s*:\s*[^=;]+)?$", before)
    if not signature:
        return "other", ""
    paren = _matching_paren(text, head_start + signature.start())
    word = _word_before(re.sub(r"<[^<>]*>(?=\s*$)", "", text[:paren]), paren)
    if word in CONTROL_WORDS:
        return "block", ""
    return ("function", word) if word else ("other", "")


def functions(path, text):
    """The functions of a C or TypeScript file. Nesting counts blocks of statements only."""
    text = script_of(path, text)
    text = code(path, text)
    is_c = path.endswith((".c", ".h"))
    if is_c:
        text = without_directives(text)
    classify = _classify_c if is_c else _classify_ts
    found, stack, head_start = [], [], 0
    for match in re.finditer(r"[{};]", text):
        at = match.start()
        if match[0] == "{":
            kind, name = classify(text, at, head_start, not stack)
            if kind == "block" and stack and stack[-1][1] == "other":
                kind = "other"  # braces within an initialiser
            owner = next((f for f, _ in reversed(stack) if f), None)
            function = None
            if kind == "function":
                blank = len(text[head_start:at]) - len(text[head_start:at].lstrip())
                function = Function(name, head_start + blank, at)
                found.append(function)
            stack.append((function, kind))
            if kind == "block" and owner:
                owner.nesting = max(owner.nesting, _block_depth(stack))
        elif match[0] == "}" and stack:
            function, kind = stack.pop()
            if function:
                function.end = at
        head_start = at + 1
    return found


def _block_depth(stack):
    depth = 0
    for function, kind in reversed(stack):
        if function:
            break
        depth += kind == "block"
    return depth
