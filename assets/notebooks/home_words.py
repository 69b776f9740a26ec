"""A word grows letter by letter."""

# %% What it needs
from engines.markov import words
from engines.markov.model import END, MarkovConfig, MarkovModel

# %% Settings
LANGUAGE = "en"
CONTEXT = 3
TEMPERATURE = 1.0
SEED = 1
SHOWN = 2

# %% Count what follows what
seen = words.words(LANGUAGE)
unit = "jamo" if LANGUAGE == "ko" else "character"
model = MarkovModel(MarkovConfig(context=CONTEXT)).fit(words.spell(word, unit) for word in seen)

# %% Draw from p(next | before), letter by letter
steps = list(model.draw(seed=SEED, temperature=TEMPERATURE, max_tokens=30))
word = words.join([step.token for step in steps[:SHOWN] if step.token is not END])
print(f"The word so far: {word}")
print(f"Probability of the last letter: {steps[SHOWN - 1].probability}")

# %% 200 words, drawn to their end
drawn = [words.join(w) for w in model.sample(200, seed=SEED, temperature=TEMPERATURE, max_tokens=30)]
print(f"Words: {' '.join(drawn[:24])}")
print(f"New among 200 drawn words: {sum(w not in seen for w in drawn) / len(drawn)}")
