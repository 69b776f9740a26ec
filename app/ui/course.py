"""The course: every page in order, and which experiments a person has done. Add a page here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.ui.language import t
from app.ui.remembered import Remembered

DONE = Remembered("course")


@dataclass(frozen=True)
class Page:
    """A page: its path in the address, its icon, and texts in the session's language: its name, its heading, what the
    navigation says of it, and on its door in the map of the families who lives there and what the idea is."""

    path: str
    icon: str
    title: Callable[[], str]
    heading: Callable[[], str]
    help: Callable[[], str] = lambda: ""
    members: Callable[[], str] = lambda: ""
    idea: Callable[[], str] = lambda: ""

    @property
    def script(self) -> str:
        return f"concepts/{self.path or 'home'}/page.py"


PAGES = (
    Page("", ":material/home:", lambda: t("Home"), lambda: t("Generative models: models that make new things")),
    Page(
        "probability", ":material/scatter_plot:", lambda: t("Probability"),
        lambda: t("Probability: p(x) and sampling"),
        lambda: t("What p(x) is, and how samples are drawn from it."),
        lambda: t("Start here"),
        lambda: t("What p(x) is, and how to draw from it: paint a density, set samplers running, check what was"
                  " learned."),
    ),
    Page(
        "classical", ":material/stacked_line_chart:", lambda: t("Classical models"),
        lambda: t("Classical models: p(x) as a formula"),
        lambda: t("Models that write p(x) down: mixture, naive Bayes, kernel density."),
        lambda: t("Naive Bayes · Gaussian mixture"),
        lambda: t("Write p(x) down as a formula and fit its numbers. Every probability can be read off."),
    ),
    Page(
        "autoencoder", ":material/compress:", lambda: t("Autoencoder"),
        lambda: t("Autoencoder: a picture squeezed into a few numbers"),
        lambda: t("AE and VAE: drag through latent space and watch the picture follow."),
        lambda: t("AE · VAE"),
        lambda: t("Squeeze a picture into a few numbers and restore it; new numbers give new pictures."),
    ),
    Page(
        "gan", ":material/swords:", lambda: t("GAN"), lambda: t("GAN: a forger against a detective"),
        lambda: t("Generator against discriminator: watch them train, live."),
        lambda: t("Generator against discriminator"),
        lambda: t("A forger learns from a detective until the fakes pass. It draws, but it gives no p(x)."),
    ),
    Page(
        "diffusion", ":material/blur_on:", lambda: t("Diffusion"), lambda: t("Diffusion: the way into noise and back"),
        lambda: t("Noise, and back: scrub through time while the network learns."),
        lambda: t("Noise, and back"),
        lambda: t("Learn to remove a little noise; then start from noise alone and repeat."),
    ),
    Page(
        "compare", ":material/table_chart:", lambda: t("Comparison"),
        lambda: t("Comparison: the textbook's table, measured"),
        lambda: t("Features and weaknesses of each model, measured; and a game: which model made this?"),
        lambda: t("All of them, measured"),
        lambda: t("Structure, features and weaknesses of each, with the number beside the claim."),
    ),
)  # fmt: skip
# Beside them: where teachers' own ways through the experiments are found.
COURSES = Page(
    "courses", ":material/route:", lambda: t("Courses"), lambda: t("Courses: experiments in an order, with questions")
)


def page(path: str) -> Page:
    """The page of an address."""
    return next(p for p in (*PAGES, COURSES) if p.path == path)


def after(path: str) -> Page | None:
    """The page that follows in the course; None after the last."""
    at = PAGES.index(page(path)) + 1
    return PAGES[at] if at < len(PAGES) else None


def done() -> set[str]:
    """Experiments that this browser has finished, as "gan/seeds"."""
    return set(DONE.texts())


def finish(experiment: str) -> None:
    DONE.add(experiment)
