"""A course as a teacher writes it: one Markdown file, whose steps are links to experiments with words and questions.

# Title
What it is about.

## [A step](/gan?step=seeds) 5 min
Words: paragraphs, lists, **bold**, `code`.

? A question
- [ ] a wrong answer
- [x] the right one

The reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.ui.language import closed
from engines.core import Refused

MOST_BYTES, MOST_STEPS, MOST_MINUTES = 32 * 2**10, 40, 120
TITLE_LETTERS, WORDS_LETTERS, LINK_LETTERS = 80, 1500, 2000
QUESTION_LETTERS, ANSWER_LETTERS, FEWEST, MOST = 300, 120, 2, 8  # those of a class's question, which it may become
STEP = "step"  # the experiment, in a link
OWN = ("lang", "room", "course", "at")  # of the person who opens it, not of the step
NOT_OF_A_STEP = re.compile(rf"({'|'.join(OWN)}|\w*_run|\w*_predict_.*)")  # somebody's training and guesses, too

# Nothing else is Markdown here: HTML, tables, addresses stand there as they were typed. Links and pictures are read so
# that they can be refused.
MARKDOWN = MarkdownIt("zero").enable(["heading", "list", "emphasis", "backticks", "escape", "newline", "link", "image"])
BLOCKS = MarkdownIt("zero").enable(["heading", "list"]).disable("inline")
MINUTES = re.compile(r"\W*(\d+)\s*[^\W\d]{1,12}\W*")  # a number and the word of any language
ANSWER = re.compile(r"\[([ xX])\]\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Question:
    """As plain text, and `because` as HTML; `right` is the number of the right answer."""

    text: str
    answers: tuple[str, ...]
    right: int
    because: str


@dataclass(frozen=True)
class Step:
    """`page` and `says`: where it leads, the path of a page and what its link says; `words` are HTML."""

    title: str
    minutes: int
    page: str
    says: Mapping[str, str]
    words: str
    question: Question | None = None

    @property
    def link(self) -> str:
        """Below the app's own address."""
        return f"{self.page}?{urlencode(self.says)}"


@dataclass(frozen=True)
class Course:
    """`about`: what stands before the first step, as HTML."""

    title: str
    about: str
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


def read(text: str, rows: Mapping[str, Sequence[str]]) -> Course:
    """The course of a file; `rows`: page -> its experiments. Refused for anything else, with the number of the line."""
    if (size := len(text.encode(errors="replace"))) > MOST_BYTES:
        raise refused("course-bytes", f"the file has {size} bytes", 0, size=size, most=MOST_BYTES)
    for block in BLOCKS.parse(text):  # first, since what is long and made of brackets alone takes seconds
        if len(block.content) > LINK_LETTERS + TITLE_LETTERS:
            raise refused("course-letters", "the words are too long", _line(block), most=WORDS_LETTERS)
    parts = _parts(MARKDOWN.parse(closed(text)))
    head = parts.pop(0)
    if not head.heading or head.tag != "h1":
        raise refused("course-title", "the first line is no title", head.line)
    if not parts:
        raise refused("course-steps", "there is no step", head.line, most=MOST_STEPS)
    if len(parts) > MOST_STEPS:
        raise refused("course-steps", "there are too many steps", parts[MOST_STEPS].line, most=MOST_STEPS)
    title = _plain(head.heading, TITLE_LETTERS)
    return Course(title, _html(head.blocks), tuple(_step(part, rows) for part in parts))


def refused(code: str, text: str, line: int, **values: object) -> Refused:
    """`line` counts from 1; 0 is the whole file."""
    return Refused(code, f"line {line}: {text}", line=line, **values)


# ---- parts ----------------------------------------------------------------------------------------------------------


@dataclass
class Part:
    """A heading, and the blocks below it, each with its tokens; `line` counts from 1."""

    line: int
    tag: str
    heading: Token | None
    blocks: list[list[Token]]


def _parts(tokens: Sequence[Token]) -> list[Part]:
    parts, depth = [Part(1, "", None, [])], 0
    for token in tokens:
        if token.type == "heading_open" and not token.level:
            parts.append(Part(_line(token), token.tag, None, []))
            if token.tag not in ("h1", "h2") or (token.tag == "h1") != (len(parts) == 2):
                raise refused("course-heading", "only one title and its steps have headings", _line(token))
        elif token.type == "inline" and parts[-1].heading is None and parts[-1].tag:
            parts[-1].heading = token
        elif token.type != "heading_close":
            if not depth and token.nesting >= 0:
                parts[-1].blocks.append([])
            parts[-1].blocks[-1].append(token)
            depth += token.nesting
    before = parts.pop(0) if len(parts) > 1 else None
    if before and before.blocks:
        raise refused("course-title", "something stands before the title", _line(before.blocks[0][0]))
    return parts


def _step(part: Part, rows: Mapping[str, Sequence[str]]) -> Step:
    if part.heading is None:
        raise refused("course-link", "a step's heading is a link", part.line)
    title, href, after = _linked(part.heading)
    minutes = MINUTES.fullmatch(after)
    if not minutes or len(minutes[1]) > 4 or not 1 <= int(minutes[1]) <= MOST_MINUTES:
        raise refused("course-minutes", f"how long it takes is {after!r}", part.line, most=MOST_MINUTES)
    page, says = _place(href, part.line, rows)
    words, question = _question(part.blocks)
    return Step(title, int(minutes[1]), page, says, _html(words), question)


def _linked(heading: Token) -> tuple[str, str, str]:
    """The text of a heading's link, where it leads, and what stands after it."""
    children = list(heading.children or [])
    kinds = [child.type for child in children]
    if kinds[:1] != ["link_open"] or kinds.count("link_open") > 1 or "image" in kinds:
        raise refused("course-link", "a step's heading is one link", _line(heading))
    end = kinds.index("link_close")
    title, after = ("".join(child.content for child in some) for some in (children[1:end], children[end:]))
    return _short(title, TITLE_LETTERS, _line(heading)), str(children[0].attrs["href"]), after


def _place(href: str, line: int, rows: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, str]]:
    """Page and settings of a link. One that was copied whole begins with the address of somebody's server: what counts
    is the page."""
    if len(href) > LINK_LETTERS:
        raise refused("course-letters", "the link is too long", line, most=LINK_LETTERS)
    try:
        parts = urlsplit(href)
    except ValueError:
        raise refused("course-page", f"{href} is no address", line, pages=_list(rows)) from None
    page = parts.path.rpartition("/")[2]
    page = "" if page == "home" else page
    ours = not parts.netloc if not parts.scheme else parts.scheme in ("http", "https")
    if not ours or page not in rows:
        raise refused("course-page", f"there is no page {href}", line, pages=_list(rows))
    says = {name: text for name, text in parse_qsl(parts.query) if not NOT_OF_A_STEP.fullmatch(name)}
    key = says.pop(STEP, rows[page][0])
    if key not in rows[page]:
        raise refused("course-experiment", f"{page} has no {key}", line, keys=", ".join(rows[page]))
    return page, ({} if key == rows[page][0] else {STEP: key}) | says


def _list(rows: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"/{page}" for page in rows)


# ---- questions ------------------------------------------------------------------------------------------------------


def _question(blocks: list[list[Token]]) -> tuple[list[list[Token]], Question | None]:
    """The words before a step's question, and the question, where there is one."""
    asks = [n for n, block in enumerate(blocks) if block[0].type == "paragraph_open" and _says(block[1], "?")]
    if len(asks) > 1:
        raise refused("course-questions", "a step asks once", _line(blocks[asks[1]][0]))
    stray = [block for n, block in enumerate(blocks) if n - 1 not in asks and _ticked(block)]
    if stray:
        raise refused("course-answers", "answers without a question", _line(stray[0][0]), fewest=FEWEST, most=MOST)
    if not asks:
        return blocks, None
    at = asks[0]
    answers, right = _answers(blocks[at + 1] if at + 1 < len(blocks) else [], _line(blocks[at][0]))
    text = _plain(blocks[at][1], QUESTION_LETTERS, begins=1)
    return blocks[:at], Question(text, answers, right, _html(blocks[at + 2 :]))


def _answers(block: Sequence[Token], line: int) -> tuple[tuple[str, ...], int]:
    """The answers, and which is right."""
    lines = [token for token in block if token.type == "inline"]
    marks = [ANSWER.fullmatch(token.content) for token in lines]
    ticked = [n for n, mark in enumerate(marks) if mark and mark[1] in "xX"]
    if not all(marks) or not FEWEST <= len(marks) <= MOST or len(ticked) != 1:
        raise refused("course-answers", "answers are 2 to 8, one right", line, fewest=FEWEST, most=MOST)
    found = tuple(_plain(token, ANSWER_LETTERS, begins=3) for token in lines)
    if len(set(found)) < len(found):
        raise refused("course-answers", "two answers are the same", line, fewest=FEWEST, most=MOST)
    return found, ticked[0]


def _ticked(block: Sequence[Token]) -> bool:
    return any(token.type == "inline" and ANSWER.fullmatch(token.content) for token in block)


def _says(inline: Token, sign: str) -> bool:
    return inline.content.startswith(f"{sign} ")


# ---- texts ----------------------------------------------------------------------------------------------------------


def _plain(inline: Token, most: int, begins: int = 0) -> str:
    """The letters of a line without its marks, from the `begins`-th on."""
    _without_links([inline])
    breaks = {"softbreak": " ", "hardbreak": " "}
    return _short("".join(breaks.get(c.type, c.content) for c in inline.children or [])[begins:], most, _line(inline))


def _short(text: str, most: int, line: int) -> str:
    tidy = " ".join(text.split())
    if not 1 <= len(tidy) <= most:
        raise refused("course-letters", f"{len(tidy)} letters", line, most=most)
    return tidy


def _html(blocks: Sequence[Sequence[Token]]) -> str:
    tokens = [token for block in blocks for token in block]
    _without_links(tokens)
    if sum(len(token.content) for token in tokens if token.type == "inline") > WORDS_LETTERS:
        raise refused("course-letters", "the words are too long", _line(tokens[0]), most=WORDS_LETTERS)
    return MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})


def _without_links(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if any(child.type in ("link_open", "image") for child in token.children or []):
            raise refused("course-words", "words hold no links and no pictures", _line(token))


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1
