"""Models of practice: exercises with their wrong turns, and attempts."""

from training.models.attempts import Attempt
from training.models.choices import Field, Goal, Level, Occasion, Outcome, Turn
from training.models.exercises import Exercise, WrongTurn

__all__ = ["Attempt", "Exercise", "Field", "Goal", "Level", "Occasion", "Outcome", "Turn", "WrongTurn"]
