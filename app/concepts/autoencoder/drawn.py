"""Codes drawn at random and decoded, AE beside VAE; and what was measured of such draws: of one trained pair, and over
trainings."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from app.live.latent.nearest import codes
from app.ui import pictures
from app.ui.language import t
from app.ui.names import model_names
from app.ui.numbers import with_error
from app.ui.svg import fill_svg, svg, text
from app.ui.terms import caption
from engines.autoencoder.drawn import SIZE, drawn
from engines.comparison.budgets import CONVERGED
from engines.comparison.claims import CLAIMS, Verdict, judge
from engines.comparison.counted import beside
from engines.comparison.rule import Figure, ahead
from engines.data.pixels import pictures_of
from engines.measures.latent_coverage import MIXED, among, fitted_law, standard_normal
from engines.shipped import model

COLUMNS, ROWS = 5, 6  # of one model's pictures
SIDE, GAP = 56.0, 8.0
KINDS = {"ae": "prior", "ae-mixture": "mixture", "vae": "prior"}  # column of the table -> law of the codes


@lru_cache(maxsize=64)
def pictures_drawn(name: str, law: str, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """COLUMNS x ROWS decoded codes of the nth draw, (n, H, W), and which lie among the codes of real pictures, (n,)."""
    network, (real, typical) = model(name), codes(name)
    if law == "standard" or network.config.kind == "vae":
        one = standard_normal(real.shape[1])
    else:
        one = fitted_law(real, MIXED if law == "mixture" else 1)
    z = one.sample(COLUMNS * ROWS, seed=draw)
    return pictures_of(network.decode(z), network.config.shape), among(real, z, typical)


def show_drawn(data: str, size: int, law: str, draw: int) -> None:
    """A panel for each model: what its codes are drawn from, the pictures, and how many fell into holes."""
    found = {
        "ae": pictures_drawn(f"ae-{data}-{size}", law, draw),
        "vae": pictures_drawn(f"vae-{data}-{size}", "prior", draw),
    }
    laws = {"ae": law_names()[law], "vae": t("the prior N(0, I)")}
    panels = [_panel(*found[kind], f"{model_names()[kind]}: {laws[kind]}", f"{kind}-drawn") for kind in found]
    width, height = COLUMNS * (SIDE + GAP), ROWS * (SIDE + GAP) + 64
    told = t("Pictures decoded from random codes, of the AE and of the VAE; those whose code lies in a hole are framed")
    fill_svg(
        svg(int(2 * width + 32), int(height), panels[0], f'<g transform="translate({width + 32})">{panels[1]}</g>'),
        told,
        narrow=svg(int(width), int(2 * height), panels[0], f'<g transform="translate(0 {height})">{panels[1]}</g>'),
    )


def law_names() -> dict[str, str]:
    return {
        "prior": t("one Gaussian fitted to its codes"),
        "mixture": t("ten Gaussians fitted to its codes"),
        "standard": t("N(0, I), the prior of the VAE"),
    }


def _panel(found: np.ndarray, inside: np.ndarray, title: str, mask: str) -> str:
    width = COLUMNS * (SIDE + GAP)
    parts = [text(width / 2, 18, title, "small")]
    for i, (picture, among_codes) in enumerate(zip(found, inside, strict=True)):
        x, y = (i % COLUMNS) * (SIDE + GAP) + GAP / 2, 30 + (i // COLUMNS) * (SIDE + GAP)
        levels = np.rint(255 * picture).astype(np.uint8)
        parts.append(pictures.painted(levels, x, y, SIDE, SIDE, f"{mask}-{i}"))
        if not among_codes:
            parts.append(f'<rect x="{x - 2}" y="{y - 2}" width="{SIDE + 4}" height="{SIDE + 4}" class="fake-line"/>')
    holes = t("in a hole: {n} of {all}", n=int((~inside).sum()), all=len(inside))
    return "".join([*parts, text(width / 2, 30 + ROWS * (SIDE + GAP) + 18, holes, "small")])


# ---- measured --------------------------------------------------------------------------------------------------------


def column_names() -> dict[str, str]:
    return {"ae": t("AE, one Gaussian"), "ae-mixture": t("AE, ten"), "vae": t("VAE, prior")}


def figure(name: str, data: str, size: int, column: str) -> tuple[float, float]:
    """Of the shipped pair, over draws."""
    return drawn().figure(name, data, size, column.split("-")[0], KINDS[column])


def more_varied(data: str, size: int, column: str = "ae") -> str:
    """Which of the shipped pair covers more of the real pictures, the VAE or the AE."""
    return which("covered", data, size, column)


def which(name: str, data: str, size: int, column: str = "ae") -> str:
    """Whose figure is higher, over draws."""
    n = drawn().seeds("shipped")
    ae, vae = (Figure(*figure(name, data, size, kind), n) for kind in (column, "vae"))
    return {0: "both", 1: "vae", -1: "ae"}[ahead(vae, ae)]


def measured_table(data: str, size: int) -> str:
    """Three figures of each column, as a table in Markdown."""
    figures = {
        "among": (t("among codes, %"), 100),
        "far": (t("distance to real"), 1),
        "covered": (t("real ones covered, %"), 100),
    }
    rows = [["", *column_names().values()], ["---"] * 4]
    for name, (label, scale) in figures.items():
        values = [figure(name, data, size, column) for column in KINDS]
        rows.append([label, *(with_error(scale * mean, scale * error) for mean, error in values)])
    return "\n".join(f"|{'|'.join(row)}|" for row in rows)


def verdict(data: str, size: int) -> str:
    """What the pictures of the shipped pair cover: of these two networks alone."""
    ae, mixture, vae = (with_error(*(100 * v for v in figure("covered", data, size, kind))) for kind in KINDS)
    pair = t(
        "Of these two networks the VAE covers **{vae} %** of the real pictures, the AE **{ae} %**: one training each,"
        " errors over {draws} draws of codes.",
        vae=vae, ae=ae, draws=drawn().seeds("shipped"),
    )  # fmt: skip
    mixed = {
        "vae": t("Even ten Gaussians, fitted to the AE's codes, bring it only to {mixture} %.", mixture=mixture),
        "ae": t(
            "But with ten Gaussians fitted to its codes the AE covers more than the VAE, {mixture} %: what it lacks is"
            " a distribution to draw from.",
            mixture=mixture,
        ),
        "both": t(
            "But with ten Gaussians fitted to its codes the AE covers as much, {mixture} %: what it lacks is a"
            " distribution to draw from.",
            mixture=mixture,
        ),
    }
    if (more_varied(data, size), more_varied(data, size, "ae-mixture")) == ("ae", "ae"):
        still = t("With ten Gaussians fitted to its codes it covers {mixture} %.", mixture=mixture)
        return f"{pair} {still}"
    return f"{pair} {mixed[more_varied(data, size, 'ae-mixture')]}"


def space_used(data: str, size: int) -> str:
    """Whether the VAE's drawn codes lie among those of pictures more often than the AE's do."""
    figures = {kind: with_error(*(100 * v for v in figure("among", data, size, kind))) for kind in ("ae", "vae")}
    if which("among", data, size) == "vae":
        return t("Of the VAE's drawn codes **{vae} %** lie among codes of pictures, of the AE's **{ae} %**.", **figures)
    return t(
        "With these pictures the VAE does not get that far: of its drawn codes only **{vae} %** lie among codes of"
        " pictures, of the AE's **{ae} %**.",
        **figures,
    )


def textbook(data: str) -> str:
    """What the textbook's sentence comes to over trainings, as the comparison judges it, and whom the shipped pair
    favours."""
    found = drawn()
    covered = {
        kind: with_error(*(100 * v for v in found.figure("covered", data, SIZE, kind, "prior", training="settled")))
        for kind in ("ae", "vae")
    }
    several = t(
        "**The textbook's sentence** is about VAEs and AEs in general: one pair cannot answer it. Several trainings"
        " can: {seeds} each, with {n} numbers in the code, until the loss of pictures kept back stopped falling, {most}"
        " steps at most (VAE {vae_steps}, AE {ae_steps}). They cover: VAE {vae} %, AE {ae} % (± over trainings).",
        n=SIZE, seeds=found.seeds("settled"), most=f"{found.most:,}", **covered,
        **{f"{kind}_steps": f"{found.steps(data, kind):,.0f}" for kind in covered},
    )  # fmt: skip
    told = {
        "supported": t("So the VAE's pictures vary more, as the sentence has it."),
        "contradicted": t("So here it is the other way round: the AE's pictures vary more."),
        "same": t("So the two vary alike: no difference that could be seen."),
        "unclear": t("With so few trainings no difference can be told."),
    }[varied(data).mark]
    pair = {
        "vae": t("The shipped pair, one training each, favours the VAE."),
        "ae": t("The shipped pair, one training each, favours the AE."),
        "both": t("The shipped pair, one training each, shows no difference."),
    }[more_varied(data, SIZE)]
    same = t("The page Comparison judges by the same trainings.")
    return f"{several} {told} {pair} {same}"


def varied(data: str) -> Verdict:
    """The comparison's, of the textbook's sentence."""
    (claim,) = (claim for claim in CLAIMS if claim.name == "vae-varied")
    return judge(claim, data, beside(data, CONVERGED, {}))


def everything_measured(data: str) -> None:
    """All figures of the shipped models of a data set, both sizes of the code, and what real pictures reach."""
    found, rows = drawn(), []
    laws = {**column_names(), "vae-mixture": t("VAE, ten Gaussians"), "ae-standard": t("AE, the prior of the VAE")}
    for size in (2, 16):
        for column, label in laws.items():
            kind, law = column.split("-")[0], KINDS.get(column, column.split("-")[-1])
            value = {name: found.figure(name, data, size, kind, law) for name in ("among", "far", "covered", "spread")}
            rows.append(
                {
                    t("Numbers in the code"): size,
                    t("Codes drawn from"): label,
                    t("among codes, %"): with_error(*(100 * v for v in value["among"])),
                    t("distance to real"): with_error(*value["far"]),
                    t("real ones covered, %"): with_error(*(100 * v for v in value["covered"])),
                    t("distance to each other"): with_error(*value["spread"]),
                }
            )
    st.table(rows, hide_index=True, border="horizontal")
    caption(
        t(
            "Of the shipped models, one training each: means of {draws} draws of {n} codes ± standard error over the"
            " draws. The same number of real pictures covers {real} %.",
            draws=found.seeds("shipped"), n="2,000", real=f"{100 * found.real[data]:.0f}",
        )
    )  # fmt: skip
