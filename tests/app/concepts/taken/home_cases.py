"""What the code of the experiments of the home page must print."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from app.concepts.home import melody, two, words
from app.live.two_views import service as views
from tests.app.concepts.taken.case import Case, Printed, asked, figures


def cat(at: AppTest) -> Printed:
    from engines.classical import cats

    new, (train, _) = cats.shipped()[0].sample(1, seed=4)[0], cats.pictures()
    return {"Distances of the new cat to the nearest ones": cats.nearest(new, train, 3)[1].tolist()}


def word(at: AppTest) -> Printed:
    step = words.word_steps("ko", 2, 0.6, 7)[2]
    new = words.more_words("ko", 2, 0.6, 7)[1]
    return {"Probability of the last letter": [step.probability], "New among 200 drawn words": [new]}


def tune(at: AppTest) -> Printed:
    notes, _, run = melody.melody(3, 0.6, 9)
    pitches = [note.pitch for note in notes]
    return {"Notes": [len(notes)], "Pitches": pitches, "Longest run that stands in a tune": [run]}


def two_views(at: AppTest) -> Printed:
    points = np.array(two.two_classes("moons"))
    fitted = views.fit(points[:, :2], points[:, 2].astype(int), "mixture", np.array([[-6.0, -6.0], [6.0, 6.0]]))
    said = views.at_the_cross(fitted, np.zeros((1, 2)))
    return {
        "Classifier, p(y | x)": said["classifier_says"], "Generative model, p(y | x)": said["generative_says"],
        "Generative model, log p(x) in nats": [said["log_p"]],
    }  # fmt: skip


CASES = [
    Case("home", "ask", asked),
    Case("home", "ask", asked, {"home_ask_what": "word"}),
    Case("home", "cat", cat, {"home_cat": "4"}),
    Case("home", "words", word, {"home_words": "ko", "home_order": "2", "home_temperature": "0.6", "home_word": "7.3"}),
    Case("home", "melody", tune, {"home_notes": "3", "home_heat": "0.6", "home_melody": "9"}),
    Case("home", "two", two_views, {"home_points": "moons", "home_model": "mixture"}),
    Case("home", "map", figures("digits", "gan", "frechet", budget="lesson")),
]  # fmt: skip
