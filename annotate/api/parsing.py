"""Reading what a program sends: of bounded size and depth, and nothing that the database could not keep."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from annotate.json_bodies import read_json
from annotate.problems import Invalid, Problem

LARGEST_BODY = 8 * 1024 * 1024


class TooLarge(Problem):
    status = 413
    kind = "too_large"


class JSONParser(BaseParser):
    """JSON of a bounded size, read as the pages' own requests are."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, context: Any = None) -> Any:
        content = stream.read(LARGEST_BODY + 1)
        if len(content) > LARGEST_BODY:
            raise TooLarge(
                _("The request is larger than %(most)s MB. Send less at a time, or upload a file to import.")
                % {"most": LARGEST_BODY // 2**20}
            )
        return read_json(content)


class Unread(BaseParser):
    """For a body that is a file: it stays where it is, also when a session's token is looked for in it."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: str | None = None, context: Any = None) -> dict[str, Any]:
        return {}


class StrictSerializer(serializers.Serializer):
    """Takes the fields it names and refuses others, so that nobody believes a setting was set that was not."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping):
            for name in data:
                if name not in self.fields or self.fields[name].read_only:
                    raise serializers.ValidationError(
                        {
                            name: _("There is no such field here. Allowed: %(known)s.")
                            % {"known": ", ".join(self._writable_names())}
                        }
                    )
        return super().to_internal_value(data)

    def _writable_names(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.read_only]


class Confirmation(StrictSerializer):
    """For what should not happen by a slip."""

    confirmed = serializers.BooleanField(help_text="True: you know what it does.")

    def validate_confirmed(self, confirmed: bool) -> bool:
        if not confirmed:
            raise serializers.ValidationError(
                _("Say first that you know what it does: send “confirmed” as true.")
            )
        return confirmed


def check_object(data: Any) -> dict[str, Any]:
    """The request's JSON object, for services that read it themselves."""
    if not isinstance(data, dict):
        raise Invalid(_("The request must be a JSON object."))
    return data


def checked(serializer: type[serializers.Serializer], data: Any, **more: Any) -> dict[str, Any]:
    """What the serializer makes of the data. Raises ValidationError, which errors.py words."""
    reader = serializer(data=data, **more)
    reader.is_valid(raise_exception=True)
    return reader.validated_data
