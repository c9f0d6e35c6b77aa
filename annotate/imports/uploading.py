"""An upload goes straight into the store, a block at a time, and is kept only when it arrived whole."""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from annotate.files import NewFile, new_file
from annotate.models import Project, StoredFile, User


class Abandoned(Exception):
    """What the store sees when an upload is not kept."""


class StoreUpload(FileUploadHandler):
    """Writes the one file of a form into the store. Leaving the `with` without `keep` leaves nothing behind."""

    chunk_size = 2**20

    def __init__(self, request: HttpRequest, project: Project, user: User) -> None:
        super().__init__(request)
        self.out: NewFile | None = None
        self._project, self._user = project, user
        self._writing = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        abandoned = Abandoned()
        self._writing.__exit__(Abandoned, abandoned, None)

    def new_file(self, *arguments: Any, **more: Any) -> None:
        super().new_file(*arguments, **more)
        if self.out is not None:
            raise StopUpload(connection_reset=True)  # our form has one file
        self.out = self._writing.enter_context(new_file(self._project, self.file_name or "file", self._user))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.out.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        return UploadedFile(name=self.file_name, size=file_size)

    def keep(self) -> StoredFile:
        """Make it a file of the store, in the caller's transaction."""
        self._writing.close()
        return self.out.stored
