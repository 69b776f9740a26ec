"""What the arrays that live parts are sent are called, where a person takes them home."""

from __future__ import annotations

from app.ui.language import t


def arrays() -> dict[str, str]:
    """Name of an array, as services send it -> its name for people."""
    return {
        "distance": t("distance from the table"),
        "painted": t("numbers of the painted draws"),
        "counts": t("points of each step"),
        "margin1": t("density of x1"),
        "margin2": t("density of x2"),
        "slice": t("slice of the density"),
        "points": t("points"),
        "samples": t("samples"),
        "proposals": t("proposals"),
        "log_prior": "log p(y)",
        "train": t("training log-likelihood"),
        "held_out": t("test log-likelihood"),
        "min_std": t("width of the narrowest hill"),
        "parameters": t("hills"),
        "elbo": "ELBO",
        "mu": "μ",
        "sigma": "σ",
        "alpha": "α",
        "noise": t("noise"),
        "real": t("real points"),
        "fake": t("fakes"),
        "fakes": t("fakes"),
        "arrows": t("arrows of the fakes"),
        "grid": t("warped grid of noise"),
        "modes": t("hills reached"),
        "hq": t("share of points near a hill"),
        "d_real": "D(x)",
        "d_fake": "D(G(z))",
        "grad_g": t("gradient of G"),
        "loss_d": t("loss of D"),
        "loss_g": t("loss of G"),
        "exact": t("exact score"),
        "field": t("learned score"),
        "shift": t("mean of the points"),
        "ways": t("ways of the points"),
        "values": t("values along the walk"),
        "codes": t("codes"),
        "ae_codes": t("codes of the AE"),
        "vae_codes": t("codes of the VAE"),
        "ae_curve": t("curve of the AE"),
        "vae_curve": t("curve of the VAE"),
    }
