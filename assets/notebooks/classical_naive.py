"""Naive Bayes, pixel by pixel."""

# %% What it needs
import numpy as np
from scipy.special import logsumexp

from engines.classical.naive_bayes import NaiveBayes, NaiveBayesConfig
from engines.data import images
from engines.data.pixels import dequantise

# %% Settings
COLUMN = 14
ROW = 14
NTH = 0

# %% Ten classes, each a product of 784 bell curves, one per pixel
train, test = images.load("digits"), images.load("digits", "test")
model = NaiveBayes(NaiveBayesConfig(var_smoothing=1e-2)).fit(dequantise(train.images, seed=0), train.labels)

# %% A test picture, and the pixel under the hand
shown = np.concatenate([np.flatnonzero(test.labels == c)[:6] for c in range(10)])  # six of each class
picture = test.images[shown[7 * NTH % len(shown)]]
x = (picture.reshape(1, -1) + 0.5) / 256
pixel = 28 * ROW + COLUMN
print(f"Value of the pixel: {x[0, pixel]}")
print(f"This pixel, log p(x_j | y): {model.factor(pixel, x[:, pixel])[:, 0].tolist()}")

# %% All 784, summed; Bayes' rule makes p(y | x) of it
joint = model.log_joint(x)[0]
print(f"All pixels, log p(x | y): {model.log_likelihood(x)[0].tolist()}")
print(f"p(y | x): {np.exp(joint - logsumexp(joint)).tolist()}")
print(f"Naive Bayes says: {joint.argmax()}")
