"""/autoencoder: a picture squeezed into a few numbers, and back."""

from app.concepts.autoencoder import apples, blur, encode, hand, holes, measured, train, walk
from app.ui.stage import experiments

ROW = [part.EXPERIMENT for part in (hand, encode, train, holes, walk, apples, blur, measured)]

experiments("autoencoder", ROW)
