"""No question of any page is answered on the page before it has been guessed at, or skipped."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from google.protobuf.text_format import MessageToString
from streamlit.testing.v1 import AppTest

from app.concepts.diffusion.schedule import distances, harm
from app.live.em.service import COMPONENTS
from engines.core import finish
from tests.app.test_shell import PAGES, asked, opened, plain, skip
from tests.experiments import keys_of

APP = Path(__file__).resolve().parents[3] / "app"
# Page -> question -> what gives its answer away: kinds of elements, or words in English and in Korean.
GIVEN_AWAY: dict[str, dict[str, tuple[str, ...]]] = {
    "home": {
        "home_predict_combinations": ("**92** of", "882가지 가운데"),
        "home_predict_unseen": ("All three letters are read", "세 낱글자 모두"),
        "home_predict_copy": (
            "Blue, below the cats",
            "고양이 아래의 파랑",
            "1,000 new cats; this one",
            "새 고양이 1,000장, 이 고양이",
        ),
        "home_predict_letters": ("read the share", "비율을 읽어"),
        "home_predict_notes": ("a handful of notes", "음 몇 개에서"),
        "home_predict_far": ("more certain it grows", "더 확신"),
        "home_predict_nearest": ("No family wins everywhere", "어디서나 이기는 계열은 없습니다"),
    },
    "probability": {
        "probability_predict_narrow": ("Nothing stops a density", "1을 넘어도"),
        "probability_predict_bit": ("half as likely costs", "확률이 절반이 될 때마다"),
        "probability_predict_better": ("never below 0", "0보다 작아지지", "no density does better"),
        "probability_predict_seed": ("dot by", "점 하나까지"),
        "probability_predict_tally": ("tally ten times as close", "열 배 가까워집니다", '"law":true', '"law": true'),
        "probability_predict_step": ("points are worth more", "값어치는 커집니다"),
        "probability_predict_copier": ("Suspiciously close", "수상하게"),
        "probability_predict_combine": ("that counts whole postcards", "that counts whole syllables", "통째로 세는"),
    },
    "classical": {
        "classical_predict_corner": ("lie on each other", "포개집니다"),
        "classical_predict_start": ("a top near there", "가까운 봉우리"),
        "classical_predict_counts": ("classical_counts_", "overfitting", "과적합"),
        "classical_predict_singular": ("has no maximum", "특이점"),
        "classical_predict_naive": ("1 product per class", "곱 1개", 'class="evidence"'),
        "classical_predict_four": ("get needles", "바늘"),
    },
    "autoencoder": {
        "autoencoder_predict_kin": (
            "nobody told it",
            "has a meaning",
            "look alike",
            "아무도 알려 주지",
            "의미 있는",
            "닮은",
        ),
        "autoencoder_predict_noise": ("points of one cloud", "구름의 모든 점", '"told":true', '"told": true'),
        "autoencoder_predict_walk": ("difference, pair by", "쌍마다 측정한 차이"),
        "autoencoder_predict_arithmetic": ("that they should become", "되어야 할 클래스"),
        "autoencoder_predict_holes": ("has holes", "space is filled", "구멍이 있습니다", "공간이 채워"),
        "autoencoder_predict_blur": ("autoencoder_restored",),
        "autoencoder_predict_apples": ("autoencoder_apples_mig",),
        "autoencoder_predict_restores": (
            "Restoring costs it",
            "AE보다 그림 한 장에",
            "restoring costs (nats)",
            "AE의 복원 비용",
        ),
        "autoencoder_predict_beta": ("posterior collapse", "사후분포 붕괴"),
    },
    "gan": {
        "gan_predict_loss": ("its value at a draw", "무승부일 때의 값", "G at the draw"),
        "gan_predict_sure": ("falls by many", "몇 자릿수나"),
        "gan_predict_furthest": ("the other two were told nothing", "나머지 두 GAN에는"),
        "gan_predict_even": ("Most: “", "가장 많은"),
        "gan_predict_half": ("even the best detective", "½", "무승부"),
        "gan_predict_seeds": ("modes reached after", "회 학습 뒤 닿은"),
        "gan_predict_floor": ("by chance alone", "우연만으로도", "The same, real against real", "같은 거리, 진짜끼리"),
        "gan_predict_sharp": ("A VAE answers with the mean", "VAE는 한 코드가 뜻할 수"),
    },
    "diffusion": {
        "diffusion_predict_signal": ("settled early on the way", "일찍, 작은"),
        "diffusion_predict_dropped": ("knows both", "둘 다 압니다"),
        "diffusion_predict_thaw": ("as sharp as the first", "처음만큼 또렷한"),
        "diffusion_predict_start": ("On the way the hill splits", "갈라지"),
        "diffusion_predict_short": ("must end there", "끝나야"),
        "diffusion_predict_few": ("diffusion_curves_off",),
        "diffusion_predict_many": ("diffusion_curves_off",),
        "diffusion_predict_pictures": ("diffusion_curves_frechet",),
        "diffusion_predict_evaluations": ("A GAN or a VAE needs one", "한 번이면"),
        "diffusion_predict_guidance": ("more alike", "서로 비슷해", "diffusion_curves_guidance"),
        "diffusion_predict_averaging": ("diffusion_curves_averaging", "buys"),
    },
    "compare": {
        "compare_predict_variety": ('class="claims"', 'class="evidence"'),
        "compare_predict_slow": ('class="claims"', 'class="evidence"'),
        "compare_predict_edges": ("Less is blur", "흐린 것"),
        "compare_predict_anew": ("what else the machine is doing", "또 무엇을 하고 있는지"),
    },
}
OTHER_TOPICS = {
    "home": [{"step": "ask", "home_ask_what": "word"}],
    "probability": [{"step": "combines", "probability_combine_what": "letters"}],
    "gan": [{"step": "noise", "gan_data": "postcards"}],
    "autoencoder": [
        {"step": "train", "autoencoder_learned": "beta"},
        {"step": "walk", "autoencoder_walk_kind": "shift"},
    ],
    "diffusion": [
        {"step": "steps", "diffusion_steps_on": "digits"},
        {"step": "depth", "diffusion_depth_on": "averaging"},
    ],
}
GUESSED = {("compare", "game")}  # it asks nothing but whose pictures these are
FIGURE = re.compile(r"\d[\d.,]* ±\s\d[\d.,]*")


def everything(at: AppTest) -> str:
    """All that the page shows, but what can be chosen: kinds of elements and their keys, texts, tables, charts."""
    shown = [e for e in at.main if e.type not in ("button", "button_group") and e.proto is not None]
    texts = [
        e.value.to_csv() if e.type in ("dataframe", "table") else MessageToString(e.proto, as_utf8=True) for e in shown
    ]
    said = "\n".join(f"{e.type} {e.key} {text}" for e, text in zip(shown, texts, strict=True))
    return plain(said.replace("\\n", "\n").replace('\\"', '"'))


def told(at: AppTest) -> list[str]:
    """What stands under the verdict of each question."""
    elements = [e for e in at.main if e.proto is not None]
    verdicts = ("info", "success", "error")
    return [plain(b.value) for a, b in pairwise(elements) if a.type in verdicts and b.type == "markdown"]


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("page", GIVEN_AWAY)
def test_nothing_answers_a_question_before_it_is_asked(page: str, language: str) -> None:
    """On the screen of the experiment that asks it."""
    found, unasked = [], set()
    for screen in screens(page):
        at = opened(page, language, **screen)
        questions = {name: words for name, words in GIVEN_AWAY[page].items() if is_asked(at, name)}
        found += questions
        if questions:
            assert_nothing_is_given_away(at, questions)
        else:
            unasked.add((page, screen["step"]))
    assert set(found) == set(GIVEN_AWAY[page])  # some are asked on two screens
    assert unasked <= GUESSED, "every experiment is predict, then check"


def screens(page: str) -> list[dict[str, str]]:
    """What the link says of every screen of a page that may ask: its experiments, and their other topics."""
    return [{"step": key} if key else {} for key in keys_of(page) or [""]] + OTHER_TOPICS.get(page, [])


def is_asked(at: AppTest, question: str) -> bool:
    return any((control.key or "").startswith(question) for control in at.segmented_control)


def assert_nothing_is_given_away(at: AppTest, questions: Mapping[str, Sequence[str]]) -> None:
    before = everything(at)
    for question, witnesses in questions.items():
        assert not asked(at, question).value and not told(at)
        assert not [w for w in witnesses if w in before], question
    after = everything(skip(at))
    for question, witnesses in questions.items():
        assert any(w in after for w in witnesses), f"{question}: nothing of it is ever shown"
    answers = told(at)
    assert len(answers) == len(questions) == len(at.info)
    for words in answers:
        assert words not in before
        assert not [figure for figure in FIGURE.findall(words) if figure in before]


def test_right_wrong_and_skipped_differ_in_words_icon_and_colour() -> None:
    seen = set()
    for guess in ("certain", "even", None):
        at = opened("home", step="two")
        if guess:
            asked(at, "home_predict_far").set_value(guess).run()
        else:
            skip(at)
        (box,) = (*at.success, *at.error, *at.info)
        seen.add((box.type, box.icon, box.value.split(":")[0]))
    assert all(len({part[i] for part in seen}) == 3 for i in range(3)), seen


def test_a_guess_is_kept_for_what_it_was_made_on() -> None:
    at = opened("autoencoder", step="holes")
    asked(at, "autoencoder_predict_holes").set_value("ae").run()
    assert at.error
    at.segmented_control(key="autoencoder_data").set_value("fashion").run()
    assert not at.error and not at.success and asked(at, "autoencoder_predict_holes").value is None
    at.segmented_control(key="autoencoder_data").set_value("digits").run()
    assert at.error and asked(at, "autoencoder_predict_holes").value == "ae"


def test_what_answers_a_question_waits_for_it_in_another_experiment_too() -> None:
    at = opened("gan", step="measured")
    assert any(":material/lock:" in c.value for c in at.caption)
    at.segmented_control(key="gan_step").set_value("sharp").run()
    skip(at)
    at.segmented_control(key="gan_step").set_value("measured").run()
    assert any(":material/lock:" in c.value for c in at.caption)  # there is one of its own
    skip(at)
    assert not any(":material/lock:" in c.value for c in at.caption)


@pytest.mark.parametrize("guess", [None, "gan"])
def test_the_link_of_what_an_answer_gives_away_says_that_it_was_answered(guess: str | None) -> None:
    at = opened("gan", step="sharp")
    if guess:
        asked(at, "gan_predict_sharp").set_value(guess).run()
    else:
        skip(at)
    at.segmented_control(key="gan_step").set_value("measured").run()
    skip(at)
    link = {name: texts[0] if isinstance(texts, list) else texts for name, texts in at.query_params.items()}
    fresh = opened("gan", **link)
    assert not any(":material/lock:" in c.value for c in fresh.caption) and 'class="evidence"' in everything(fresh)


def test_another_world_is_another_question_of_components() -> None:
    at = opened("classical", step="components", classical_n="20")
    at.selectbox(key="classical_world").set_value("blobs").run()
    skip_button = [b.key for b in at.button if b.key.startswith("classical_predict_counts")]
    asked(at, "classical_predict_counts").set_value("one").run()
    assert "classical_counts_" in everything(at)
    at.selectbox(key="classical_world").set_value("ring").run()
    assert "classical_counts_" not in everything(at)
    assert [b.key for b in at.button if b.key.startswith("classical_predict_counts")] != skip_button


def test_every_k_that_is_compared_can_be_tried() -> None:
    at = opened("classical", step="components")
    highest = next(o for o in asked(at, "classical_predict_counts").options if o.startswith("K = "))
    assert int(highest.removeprefix("K = ")) <= COMPONENTS.high


@pytest.mark.parametrize(("world", "n", "words"), [("blobs", "60", "falls once"), ("pinwheel", "300", "not clearly")])
def test_what_is_said_of_the_curve_of_fresh_points_is_what_it_does(world: str, n: str, words: str) -> None:
    at = opened("classical", step="components", classical_n=n)
    at.selectbox(key="classical_world").set_value(world).run()
    asked(at, "classical_predict_counts").set_value("between").run()
    (answer,) = told(at)
    assert words in answer


def test_guesses_survive_another_page_and_another_language() -> None:
    at = opened("home", step="two")
    asked(at, "home_predict_far").set_value("certain").run()
    at.switch_page(PAGES["compare"]).run()
    at.segmented_control(key="lang").set_value("ko").run()
    at.switch_page(PAGES["home"]).run()
    assert asked(at, "home_predict_far").value == "certain" and "맞았습니다" in at.success[0].value


def test_the_schedule_that_is_too_short_harms_two_blobs_and_not_the_ring() -> None:
    blobs, ring = finish(distances(("blobs", "ring"))).values()
    assert blobs["too-short"]["distance"][0] > 2 * blobs["cosine"]["distance"][0]
    assert ring["too-short"]["distance"][0] < 1.5 * ring["cosine"]["distance"][0]
    assert harm(blobs) == "wrong" and blobs["too-short"]["rarer"][0] > 0.3
    assert harm(blobs | {"too-short": blobs["cosine"]}) == "nothing"


def test_all_questions_of_the_app_are_walked_here() -> None:
    found = set()
    for path in APP.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("predict", "ask"):
                found |= {k.value.value for k in call.keywords if k.arg == "key" and isinstance(k.value, ast.Constant)}
    assert found == {question for page in GIVEN_AWAY.values() for question in page}
