"""What the models ask of the app above, registered in its `AppConfig.ready`. With nothing there all count alike."""

from collections.abc import Callable, Mapping

from annotate.models import Question

# How annotators of a question did against gold that is not of their own answers: right and graded, by user id.
annotator_grades: list[Callable[[Question], Mapping[int, tuple[int, int]]]] = []
