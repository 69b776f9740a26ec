"""/autoencoder: a picture squeezed into a few numbers, and back."""

from app.concepts.autoencoder import encode, hand, holes, measured
from app.ui.stage import experiments

experiments("autoencoder", [hand.EXPERIMENT, encode.EXPERIMENT, holes.EXPERIMENT, measured.EXPERIMENT])
