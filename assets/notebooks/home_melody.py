"""A melody, drawn note by note."""

# %% What it needs
from pathlib import Path

from engines.markov import melody
from engines.markov.melody import Note
from engines.markov.model import MarkovConfig, MarkovModel

# %% Settings
CONTEXT = 2
TEMPERATURE = 1.0
SEED = 2

# %% Count which note follows which, in public-domain tunes that are all moved to one key
heard = [tune.transposed() for tune in melody.tunes()]
model = MarkovModel(MarkovConfig(context=CONTEXT)).fit(heard)

# %% Draw from p(next | before), note by note
(drawn,) = model.sample(1, seed=SEED, temperature=TEMPERATURE, max_tokens=36)
notes = [Note(*note) for note in drawn]
print(f"Notes: {len(notes)}")
print(f"Pitches: {[note.pitch for note in notes]}")
Path("melody.wav").write_bytes(melody.to_wav(notes, 132))


# %% Is it a copy? The longest run of notes that stands in one of the tunes
def longest_run(notes, tunes):
    best = 0
    for tune in tunes:
        before = [0] * (len(tune) + 1)  # how long the run is that ends at each note of the tune
        for note in notes:
            before = [0] + [before[j] + 1 if note == other else 0 for j, other in enumerate(tune)]
            best = max(best, *before)
    return best


print(f"Longest run that stands in a tune: {longest_run(notes, heard)}")
