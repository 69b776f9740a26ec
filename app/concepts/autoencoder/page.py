"""/autoencoder: a picture squeezed into a few numbers, and back."""

from app.concepts.autoencoder import blur, encode, hand, holes, measured, train, walk
from app.ui.stage import experiments

ROW = [
    hand.EXPERIMENT,
    encode.EXPERIMENT,
    train.EXPERIMENT,
    holes.EXPERIMENT,
    walk.EXPERIMENT,
    blur.EXPERIMENT,
    measured.EXPERIMENT,
]

experiments("autoencoder", ROW)
