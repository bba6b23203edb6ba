"""This file holds the problem of a suggestion: there is nothing to suggest, and why."""

from layers.messages import message as _
from planning.problems import PlanningProblem


class NothingToSuggest(PlanningProblem):
    """No area keeps the bounds; the detail says why, and what to change."""

    heading = _("پیشنهادی نیست")
    usual_status = 422
