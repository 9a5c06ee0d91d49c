"""Models of practice: exercises with their wrong turns, those of a class, and attempts."""

from training.models.assignments import Assignment
from training.models.attempts import Attempt
from training.models.choices import Field, Goal, Level, Occasion, Outcome, Turn
from training.models.exercises import Exercise, WrongTurn

__all__ = [
    "Assignment",
    "Attempt",
    "Exercise",
    "Field",
    "Goal",
    "Level",
    "Occasion",
    "Outcome",
    "Turn",
    "WrongTurn",
]
