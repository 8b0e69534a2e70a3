"""Evaluation: how well the pipeline as installed does on texts that people marked, and the floors it must keep."""

from quotes.evaluation.run import TASKS, Evaluation, evaluate

__all__ = ["TASKS", "Evaluation", "evaluate"]
