"""What data sets, models and classes are called, in the session's language."""

from __future__ import annotations

from app.ui.language import t
from engines.comparison.models import LONG, MODELS


def data_names() -> dict[str, str]:
    return {"digits": t("Digits (MNIST)"), "fashion": t("Fashion (Fashion-MNIST)")}


def painted() -> str:
    return t("Postcards are painted by our program, which knows how often each kind comes. No person drew them.")


def model_names() -> dict[str, str]:
    return {"ae": t("AE"), "vae": t("VAE")}


def comparison_names() -> dict[str, str]:
    """The data sets of the comparison."""
    return {
        "ring": t("Ring of 8"), "grid": t("Grid of 25"), "moons": t("Two moons"), **data_names(),
        "postcards": t("Postcards"),
    }  # fmt: skip


def maker_names() -> dict[str, str]:
    """Every model of the comparison, those whose weights were trained for long, and reality."""
    names = {name: t(model.label) for name, model in MODELS.items()}
    long = {name + LONG: t(model.long) for name, model in MODELS.items() if model.shipped}
    return model_names() | names | long | {"real": t("Real data")}


def class_names(data: str) -> list[str]:
    """The ten classes of an image data set, in label order."""
    if data == "digits":
        return list("0123456789")
    return [
        t("T-shirt"), t("Trousers"), t("Pullover"), t("Dress"), t("Coat"),
        t("Sandal"), t("Shirt"), t("Sneaker"), t("Bag"), t("Ankle boot"),
    ]  # fmt: skip


def subject_names() -> list[str]:
    """The seven subjects of postcards, in label order."""
    return [
        t("sitting cat"),
        t("running cat"),
        t("curled cat"),
        t("apple"),
        t("sunflower"),
        t("mountain"),
        t("portrait"),
    ]


def factor_names() -> dict[str, tuple[str, list[str]]]:
    """Each factor of a postcard and its kinds, in the order of `postcard_factors.KINDS`."""
    return {
        "subject": (t("Subject"), subject_names()),
        "colour": (t("Colour"), [t("black"), t("orange"), t("white"), t("red"), t("green"), t("yellow"), t("blue")]),
        "background": (
            t("Background"),
            [t("yellow"), t("sunflower field"), t("sunset"), t("night"), t("plain background"), t("sea")],
        ),
        "style": (t("Style"), [t("plain"), t("painterly"), t("monochrome")]),
    }


def picture_classes(data: str) -> list[str]:
    """The classes of any picture data set, in label order."""
    return subject_names() if data == "postcards" else class_names(data)


def face_names() -> dict[str, str]:
    """The typefaces of Hangul letters, in the order of their labels."""
    return {
        "gothic": t("Gothic"), "myeongjo": t("Myeongjo"), "pen": t("Pen"), "brush": t("Brush"),
        "barunpen": t("Neat pen"), "round": t("Square round"), "extra-bold": t("Gothic, extra bold"),
        "serif-bold": t("Myeongjo, bold"),
    }  # fmt: skip
