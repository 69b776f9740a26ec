"""/compare: the textbook's table, measured."""

from app.concepts.compare import game, rerun, side, table
from app.ui.stage import experiments

experiments("compare", [game.EXPERIMENT, table.EXPERIMENT, side.EXPERIMENT, rerun.EXPERIMENT])
