"""A classifier beside a generative model."""

# %% What it needs
import numpy as np
from scipy.special import logsumexp

from engines.classical.class_mixtures import ClassMixtures
from engines.classical.logistic_regression import LogisticRegression
from engines.classical.naive_bayes import NaiveBayes, NaiveBayesConfig

# %% Settings
POINTS = [[-1.6, -0.9, 0], [-0.7, 1.3, 0], [-1.2, 0.4, 0], [1.5, 0.2, 1], [1.1, -0.8, 1], [1.9, 0.9, 1]]
MODEL = "naive-bayes"
CROSS = [5.4, 5.4]

# %% Both learn from the same points: 0 is a cat, 1 a dog
X, y = np.array(POINTS)[:, :2], np.array(POINTS)[:, 2].astype(int)
classifier = LogisticRegression().fit(X, y)
kind = NaiveBayes(NaiveBayesConfig(var_smoothing=1e-3)) if MODEL == "naive-bayes" else ClassMixtures()
generative = kind.fit(X, y)

# %% What each says at the cross
joint = generative.log_joint(np.array([CROSS]))[0]  # log p(x, y)
log_p = float(logsumexp(joint))  # log p(x), which only the generative model knows
print(f"Classifier, p(y | x): {classifier.predict_proba(np.array([CROSS]))[0].tolist()}")
print(f"Generative model, p(y | x): {np.exp(joint - log_p).tolist()}")
print(f"Generative model, log p(x) in nats: {log_p}")
