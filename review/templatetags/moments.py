"""Moments as whole numbers, for a form to send back exactly."""

from django import template

from review.views.queue_address import microseconds as number_of

register = template.Library()
register.filter("microseconds", number_of)
