"""What the code of the experiments of /autoencoder must print."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from app.concepts.autoencoder import blur, drawn
from app.live.channel.messages import Message
from app.live.latent import walks
from tests.app.concepts.taken.case import TURNS, Case, Printed, decoded, mean, record, run, staged


def encoded(at: AppTest) -> Printed:
    from base64 import b64encode

    from app.live.latent.encoder import encode_frame
    from engines.data import images

    test = images.load("fashion", "test")
    picture = test.images[np.flatnonzero(test.labels == 3)[1]]
    eps = np.random.default_rng(0).standard_normal(16).clip(-3, 3).round(2).tolist()
    fields = {"models": ["vae-fashion-16"], "picture": b64encode(picture.tobytes()).decode(), "eps": eps}
    found = encode_frame(Message(1, "encode", fields))
    return {
        "vae-fashion-16, μ": found["mu"][0].tolist(), "vae-fashion-16, σ": found["sigma"][0].tolist(),
        "vae-fashion-16, mean levels, restored and drawn": mean(found["restored"]) + mean(found["drawn"]),
        "vae-fashion-16, a bound of log p(x) in nats": [float(found["elbo"][0])],
    }  # fmt: skip


def beta(at: AppTest) -> Printed:
    from engines.autoencoder.sweep import sweep

    return {"β = 4.0, active": list(sweep("beta").figure("active", 4.0))}


def holes(at: AppTest) -> Printed:
    found = {"ae-digits-16": "mixture", "vae-digits-16": "prior"}
    out: Printed = {}
    for name, law in found.items():
        pictures, inside = drawn.pictures_drawn(name, law, 2)
        out |= {f"{name}, in a hole": [int((~inside).sum()), 30], f"{name}, mean ink": mean(pictures)}
    return out


def walked(at: AppTest) -> Printed:
    model, ends = staged(at, "walk")
    values = walks.between(model, *ends)["values"]
    return {"straight, distances": values[0].tolist(), "sphere, distances": values[1].tolist()}


def plane(at: AppTest) -> Printed:
    model, ends = staged(at, "walk")
    pictures = walks.through(model, *ends)["pictures"]
    return {"Mean level of all pictures": mean(pictures), "Mean level of b + c − a": mean(pictures[-1, -1])}


def shifted(at: AppTest) -> Printed:
    model, (first, *_) = staged(at, "walk")
    found = walks.towards(model, first, 9)
    return {"Mean level of the pictures": mean(found["pictures"]), "t = 0.15": [float(found["values"][0, 1])]}


def apples(at: AppTest) -> Printed:
    from engines.autoencoder.sweep import sweep

    table = np.array(sweep("apples").at(1.0)[0]["correlations"])
    shown = decoded(["vae-apples-1"], "Mean level of the picture")(at)
    return shown | {"ripeness": table[:, 0].tolist(), "mig": list(sweep("apples").figure("mig", 1.0))}


def blurred(at: AppTest) -> Printed:
    return {name: list(figure) for name, figure in blur.blur("digits", 16).fine.items() if name != "real"}


CASES = [
    Case("autoencoder", "hand", decoded(["ae-digits-2", "vae-digits-2"], "{name}, mean level of the picture")),
    Case("autoencoder", "encode", encoded, {
        "autoencoder_data": "fashion", "autoencoder_model": "vae", "autoencoder_size": "16", "autoencoder_class": "3",
        "autoencoder_nth": "2"}, near=1e-6),
    Case("autoencoder", "train", run("ae_loss", "vae_kl", "ae_miss", "elbo"), {"autoencoder_beta": "2"}, step=TURNS),
    Case("autoencoder", "train", run("vae_loss", "ae_restoring", "vae_active"), {"autoencoder_learned": "digits"},
         step=TURNS),
    Case("autoencoder", "train", beta, {"autoencoder_learned": "beta"}),
    Case("autoencoder", "holes", holes, {
        "autoencoder_holes_view": "drawn", "autoencoder_holes_law": "mixture", "autoencoder_holes_draw": "2"}),
    Case("autoencoder", "walk", walked, near=1e-6),
    Case("autoencoder", "walk", plane, {"autoencoder_walk_kind": "plane"}),
    Case("autoencoder", "walk", shifted, {"autoencoder_walk_kind": "shift"}, near=1e-6),
    Case("autoencoder", "apples", apples, {"autoencoder_apples_beta": "1.0"}),
    Case("autoencoder", "blur", blurred, {"autoencoder_size": "16"}),
    Case("autoencoder", "measured", record("vae-digits-16", "reconstruction")),
]  # fmt: skip
