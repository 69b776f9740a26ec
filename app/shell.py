"""The frame around every page: page config, language, navigation."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # also when a test or another launcher starts this script
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from app.live.courses import component as courses  # noqa: E402
from app.live.rooms.component import room  # noqa: E402
from app.live.share.component import presenter, share  # noqa: E402
from app.live.take.component import take_home  # noqa: E402
from app.ui import course, heard, language, link, moment, stage, streamlit_words, together  # noqa: E402
from app.ui.controls import choice  # noqa: E402
from app.ui.crowd import CROWD, person  # noqa: E402
from app.ui.language import t  # noqa: E402


def show() -> None:
    """The frame, and the page in it."""
    went = link.arrive()
    language.follow_link(went)
    # Its own picture: for the name of an icon a browser would ask a foreign host.
    st.set_page_config(
        page_title=t("Generative laboratory"), page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide"
    )

    pages = [
        st.Page(
            p.script, title=p.title(), icon=p.icon, url_path=p.path or "home", help=p.help() or None, default=not p.path
        )
        for p in (*course.PAGES, course.COURSES)
    ]
    page = st.navigation(pages, position="top")
    link.on_page(page.url_path, went)

    # Korean breaks between words, not inside them. A finger over a landscape scrolls the page; a mouse turns it. What
    # is only a script takes no room.
    st.html(
        "<style>[data-testid=stApp], h1, h2, h3, "
        ":is([data-testid$=MarkdownContainer], [data-testid$=CaptionContainer]) :is(p, li) "
        "{ word-break: keep-all; } @media (pointer: coarse) { .js-plotly-plot .gl-container { pointer-events: none; } }"
        " [data-testid=stElementContainer]:has(> [data-testid=stHtml] > script), [class*=st-key-remembered_]"
        f" {{ position: absolute; }} .st-key-{heard.KEY} {{ display: none; }}</style>"
    )
    st.html(streamlit_words.style())
    st.html(stage.STYLE)  # before the title, whose row it lays out: else that jumps where a page takes its time

    with st.container(horizontal=True, vertical_alignment="center", key="title"):
        st.title(course.page(page.url_path).heading(), width="stretch", anchor=False)
        tools = st.container(horizontal=True, key="tools")
        choice(
            t("Language"),
            language.LANGUAGES,
            key=language.KEY,
            default=language.preferred(),
            always=True,
            label_visibility="collapsed",
        )
    streamlit_words.speak()
    language.declare()  # once the link says it, too: who reloads the page now finds the same language
    ignored = st.empty()

    moment.begin()
    together.begin()
    courses.show()
    page.run()
    with tools:  # after the picture: a class that follows its teacher waits for that
        presenter()
        if course.page(page.url_path) in course.PAGES:
            take_home()
        share()
        room()
    together.tell()
    heard.ask()
    link.leave_out_the_rest()
    link.tell()
    course.DONE.tell()
    if told := link.told():
        ignored.warning(told, icon=":material/link_off:")


with CROWD.turn(person()):
    show()
