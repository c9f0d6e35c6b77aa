from django import template

from annotate import jobs

register = template.Library()


@register.filter
def job_name(kind: str) -> str:
    """What people call this kind of job."""
    return jobs.name_of(kind)
