"""The words that a request for a postcard may use, in Korean and English, all written down here.

Phrases of one or more words are separated by commas, without particles, articles and plurals; what they ask for is
named as in KINDS. A phrase of several words wins over its parts: a "blue sea" asks for no blue cat.
"""

from __future__ import annotations

from collections.abc import Mapping

from engines.data.postcards.factors import CATS, KINDS

Asked = Mapping[str, tuple[str, ...]]  # kind of KINDS -> the names that fit

SUBJECTS = {
    CATS: """고양이, 고냥이, 냥이, 야옹이, 길고양이, 새끼 고양이, 아기 고양이, cat, kitten, kitty,
        kitties, kitty cat""",
    ("cat sitting",): "앉은, 앉아, 앉아있는, 앉아서, 앉는, 앉고, sitting, sits, sit, sat, seated",
    ("cat running",): "달리는, 달려가는, 달리고, 달리기, 뛰는, 뛰어, 뛰어가는, 뛰어다니는, 뛰고, running, run, ran",
    ("cat curled",): """웅크린, 웅크리고, 자는, 자고, 잠자는, 잠든, 잠자고, 몸 만, 동그랗게 만, 누운, 누워, 누워있는,
        curled up, curled, curling up, sleeping, asleep, sleeps, sleep, sleepy, napping""",
    ("apple",): "사과, apple",
    ("sunflower",): "해바라기, 해바라기꽃, 꽃, sunflower, flower",
    ("mountain",): "산, 산맥, 산봉우리, 봉우리, mountain, mount, peak, summit",
    ("portrait",): "초상화, 초상, 자화상, 인물, 인물화, 사람, 얼굴, portrait, self portrait, person, people, face",
}

COLOURS = {
    ("black",): "검은, 검정, 검은색, 검정색, 까만, 까만색, 까망, 깜장, 검고, 까맣고, black",
    ("orange",): "주황, 주황색, 주황빛, 오렌지, 오렌지색, 주홍, 주홍색, 치즈, orange, ginger",
    ("white",): "흰, 흰색, 하얀, 하얀색, 하양, 하얗고, 새하얀, white",
    ("red",): "빨간, 빨강, 빨간색, 빨강색, 빨갛고, 새빨간, 붉은, 붉은색, red",
    ("green",): "초록, 초록색, 초록빛, 녹색, 연두, 연두색, green",
    ("yellow",): "노란, 노랑, 노란색, 노랑색, 노랗고, 샛노란, yellow",
    ("blue",): "파란, 파랑, 파란색, 파랑색, 파랗고, 새파란, 푸른, 푸른색, 하늘색, blue",
}

BACKGROUNDS = {
    ("yellow",): """노란 배경, 노랑 배경, 노란색 배경, 노란 바탕, 노랑 바탕, 노란색 바탕, 노란 벽, 노랑 벽, 노란색 벽,
        yellow background, yellow backdrop, yellow wall, on yellow""",
    ("sunflower field",): """해바라기 밭, 해바라기 들판, 해바라기 꽃밭, 해바라기 속, 해바라기 사이, 노란 해바라기 밭,
        노란 해바라기 들판, 들판, 꽃밭, sunflower field, yellow sunflower field, field of sunflower,
        field of yellow sunflower, in sunflower, among sunflower, amid sunflower, between sunflower, field, meadow""",
    ("sunset",): """노을, 저녁노을, 저녁 노을, 저녁놀, 석양, 일몰, 황혼, 해질녘, 해질 녘, 해 질 녘, 해질 무렵,
        해 질 무렵, 해지는, 해 지는, 붉은 노을, 빨간 노을, 주황빛 노을, 노을 하늘, 노을 진 하늘, 노을 지는 하늘,
        sunset, sun set, setting sun, sundown, dusk, red sunset, orange sunset, sunset sky""",
    ("night",): """밤, 한밤, 한밤중, 밤중, 밤하늘, 밤 하늘, 별밤, 달밤, 별 빛나는 밤, 까만 밤, 검은 밤, 어두운 밤,
        night, nighttime, midnight, dark night, starry night, night sky, starry sky, starry night sky""",
    ("plain",): """민무늬, 단색, 단색 배경, 빈 배경, 흰 배경, 하얀 배경, 흰색 배경, 보통 배경, 평범한 배경,
        배경 없는, 배경 없이, plain, empty background, blank background, white background, white backdrop,
        white wall, no background, without background""",
    ("sea",): """바다, 바닷가, 해변, 파도, 푸른 바다, 파란 바다, 새파란 바다, sea, seaside, ocean, beach, wave,
        blue sea, blue ocean""",
}

STYLES = {
    ("plain",): """평범한, 평범하게, 보통, 깔끔한, 깔끔하게, 일반, plain style, plainly, ordinary, normal, clean,
        flat""",
    ("painterly",): """반 고흐, 반고흐, 고흐, 빈센트, 고흐풍, 반 고흐풍, 반고흐풍, 유화, 유화풍, 붓 자국, 붓자국,
        붓질, 붓터치, 화가, van gogh, vangogh, gogh, vincent, painterly, painted, painting, painter, oil,
        oil painting, brush, brushed, brush stroke, brushstroke""",
    ("monochrome",): """흑백, 무채색, 회색조, 모노크롬, 모노톤, black and white, monochrome, greyscale, grayscale,
        grey scale, gray scale, shade of grey, shade of gray""",
}

TOGETHER: dict[str, Asked] = {  # words that say two things
    "풋사과": {"subject": ("apple",), "colour": ("green",)},
    "청사과": {"subject": ("apple",), "colour": ("green",)},
    "설산": {"subject": ("mountain",), "colour": ("white",)},
}

# What says nothing about the picture: words for making, for pictures, for where a thing stands.
IDLE = """그린, 그릴, 그리기, 그리는, 그림, 그림체, 이미지, 사진, 엽서, 장면, 배경, 바탕, 보이는, 보이게, 보고,
    주세요, 주실, 줘, 줘요, 줄, 줄래, 줄래요, 수, 해 줘, 해 주세요, 해줘, 해주세요, 하나, 한, 한 개, 한 마리,
    한 장, 마리, 좀, 제발, 그냥, 아무거나, 있는, 있어, 있고, 있나요, 있을까, 있을까요, 있나, 나오는, 싶어, 싶어요,
    싶다, 싶습니다, 나, 저, 내, 그, 이, 그리고, 또는, 혹은, 및, 지는, 진, 지고, 물든, 빛나는, 핀, 피어난, 가득한,
    같은, 같이, 닮은, 듯한, 처럼, 풍, 식, 스타일, 느낌, 화풍, 분위기, 색, 색깔, 털, 위, 아래, 밑, 앞, 뒤, 옆, 속,
    사이, 너머, 가운데, 곁, 때, of, in, on, at, by, with, and, or, to, for, from, as, over, under, behind, before,
    beside, near, against, into, inside, front, during, up, down, like, look, looking, that, which, is, are, it,
    s, be, being, there, me, i, my, we, us, you, your, want, would, love, need, could, can, may, let, please, pls,
    thanks, thank, hi, hello, make, making, made, draw, drawing, drawn, paint, create, generate, generated, give,
    show, showing, get, see, some, one, any, anything, something, this, picture, pic, image, photo, photograph,
    postcard, card, scene, view, art, artwork, illustration, style, styled, manner, colour, color, coloured,
    colored, fur, furred, background, backdrop, wall"""
MAKING = ("그려", "만들", "보여", "생성", "부탁")  # whatever follows: 그려줘, 만들어주세요, 부탁드립니다
BEHIND = frozenset("배경 바탕 벽 하늘 background backdrop wall sky".split())  # have a colour of their own
ARTICLES = ("a", "an", "the")
# What Korean hangs onto a noun; several may follow each other, as in 들을, 위에서는.
PARTICLES = """은 는 이 가 을 를 의 에 에서 에게 로 으로 와 과 랑 이랑 하고 도 만 들 처럼 같은 같이 인 인데 이고 이며
    나 이나 한테 부터 까지 보다 마다 란 이란 라는 이라는 요 이요 예요 이에요 입니다 이다 속 위 앞 뒤 옆 밑
    스타일 느낌""".split()


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [tuple(phrase.split()) for phrase in text.split(",")]


def _vocabulary() -> dict[tuple[str, ...], Asked]:
    found: dict[tuple[str, ...], Asked] = {}
    for kind, names in zip(KINDS, (SUBJECTS, COLOURS, BACKGROUNDS, STYLES), strict=True):
        found |= {phrase: {kind: asked} for asked, text in names.items() for phrase in _phrases(text)}
    found |= {(word,): asked for word, asked in TOGETHER.items()}
    return found | {phrase: {} for phrase in _phrases(IDLE)}


PHRASES = _vocabulary()
LONGEST = max(map(len, PHRASES))  # words
WORDS = frozenset(word for phrase in PHRASES for word in phrase)
