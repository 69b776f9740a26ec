"""The room of a class, in the frame of every page."""

from __future__ import annotations

import streamlit as st

from app.live.channel.mount import mount
from app.ui.language import t
from app.ui.together import ROOM


def room() -> None:
    """A button that opens a room or joins one; in a room, where it is, and what it is asked."""
    with st.container(key="room", width="content"):
        mount(
            "rooms/panel",
            key=ROOM,
            data={},
            text=_door() | _desk() | _card() | _game() | _refusals(),
            states=("asked",),
        )


def _door() -> dict[str, str]:
    return {
        "room": t("Room"),
        "title": t("A room for a class"),
        "close": t("Close"),
        "joinTitle": t("Join a room"),
        "joinLead": t(
            "The teacher shows a code of six letters and digits. A nickname is shown to the teacher only; it may stay"
            " empty."
        ),
        "code": t("Code of the room"),
        "name": t("Nickname"),
        "join": t("Join"),
        "openTitle": t("Open a room"),
        "openLead": t(
            "For teachers: students join by a code and see the experiment that you show. It needs no account."
        ),
        "open": t("Open a room"),
        "studentLead": t(
            "You see what your teacher shows, and the teacher's hand. You may explore on your own and come back at any"
            " time."
        ),
        "youAre": t("you are {name}"),
        "leave": t("Leave the room"),
        "alone": t("Explore on my own"),
        "back": t("Back to the class"),
        "labelStudent": t("You are in room {code}"),
    }


def _desk() -> dict[str, str]:
    return {
        "labelTeacher": t("Your room {code}: {there} are there"),
        "send": t("Send to everyone"),
        "sent": t("Everyone has this"),
        "comes": t("Whoever joins comes here"),
        "leading": t("Everyone follows you"),
        "wayIn": t("Open this page, press Room and type the code; or scan:"),
        "qr": t("QR code of the way into the room"),
        "link": t("Link into the room"),
        "copy": t("Copy"),
        "copied": t("Copied."),
        "notCopied": t("The browser does not let the page copy: the link is selected, copy it yourself."),
        "onlyHere": t(
            "This address works on this computer only. For others, open the page by this computer's name or number in"
            " the network."
        ),
        "there": t("Students here: {there}"),
        "names": t("Who is here"),
        "nameless": t("without a nickname: {n}"),
        "sendAll": t("Send this experiment to everyone"),
        "lead": t("Everyone follows wherever I go"),
        "asking": t("Ask everyone a question"),
        "askHere": t("Ask everyone: {question}"),
        "question": t("A question of your own"),
        "rightLead": t("Mark the right answer, if there is one. Nobody sees it before you tell it."),
        "answer": t("Answer {n}"),
        "right": t("Answer {n} is right"),
        "more": t("Add an answer"),
        "ask": t("Ask"),
        "end": t("End the room"),
        "endSure": t("End the room? Everything in it is deleted."),
    }


def _card() -> dict[str, str]:
    return {
        "classQuestion": t("Question to the class"),
        "choose": t("Choose an answer. Nobody sees whose it is."),
        "chosen": t("Your answer counts. You may change it until the answers are shown."),
        "mine": t("your answer"),
        "isRight": t("right"),
        "wasRight": t("That is right: {answer}."),
        "wasWrong": t("Not quite: {answer}."),
        "answered": t("Answered: {answered} of {there}"),
        "openAnswers": t("Show the answers"),
        "tell": t("Tell the answer"),
        "clear": t("Close the question"),
    }


def _game() -> dict[str, str]:
    return {
        "score": t("Class: {right} of {answers} right ({share} %)"),
        "noScore": t("Class: no answers yet. Answers are anonymous."),
        "players": t("students who have played: {players}"),
        "anew": t("Start the class game again"),
        "anewSure": t("Start again? The score of the class is deleted."),
    }


def _refusals() -> dict[str, str]:
    return {
        "error_bad_code": t("A code has six letters and digits. Look at it again."),
        "error_no_room": t("There is no room with this code. Look at it again."),
        "error_absent": t("The server does not know your room at the moment. It is looked for again and again."),
        "error_ended": t("This room has ended."),
        "error_room_full": t("This room is full. Ask your teacher."),
        "error_browser_full": t("This browser is in the room as often as it may be. Try again in a minute."),
        "error_too_many_rooms": t("All rooms on this server are in use. Try again later."),
        "error_too_many_tries": t("Too many wrong codes were tried here. Try again in a minute."),
        "error_bad_question": t("Give a question and at least two answers that differ."),
        "error_not_asked": t("The answers are shown already."),
        "error_game_full": t("The class's score takes no more answers. Your teacher may start the game again."),
        "error_disk_full": t("The server's disk is full, so that nothing new is kept. Tell whoever runs the server."),
        "error_no_state": t("The server cannot keep rooms at the moment. Tell whoever runs the server."),
        "error_busy": t("The server is busy. Try again."),
        "error_lost": t("The server does not answer. Try again."),
    }
