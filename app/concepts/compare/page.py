"""/compare: the textbook's table, measured."""

from app.concepts.compare import game, rerun, table
from app.ui.stage import experiments

experiments("compare", [game.EXPERIMENT, table.EXPERIMENT, rerun.EXPERIMENT])
