"""An uploaded file whose changes are previewed before they are applied.

Between the two, the file waits in the page of the preview, compressed. So there is nothing to clean up, and
any server of several can answer the second click.
"""

import base64
import binascii
import zlib
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

MAX_ERRORS = 50  # shown at a time
MAX_PACKED = 2 * 1024**2  # Django reads forms of 2.5 MB
NOT_OURS = "The preview is damaged. Choose the file again."


class FileError(Exception):
    """A file that cannot be imported. The message says why and what to do, in one sentence or two."""


def packed(data: bytes) -> str:
    """A file as the preview keeps it. Raises FileError if it is too large for a form."""
    text = base64.b64encode(zlib.compress(data)).decode()
    if len(text) > MAX_PACKED:
        raise FileError("The file is too large: import it in two parts.")
    return text


def unpacked(text: str, limit: int) -> bytes:
    """The file that a preview kept. Raises FileError if it is none, or has more than `limit` bytes."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(base64.b64decode(text, validate=True), limit)
    except (binascii.Error, zlib.error):
        raise FileError(NOT_OURS) from None
    if not unpacking.eof:
        raise FileError(NOT_OURS)
    return data


class UploadForm(forms.Form):
    """An uploaded file, or the packed one whose preview is confirmed by the `digest` of its changes."""

    max_bytes: int
    file = forms.FileField(required=False, error_messages={"empty": "The file is empty."})
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    file_help: ClassVar[str]
    file_label: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label, self.fields["file"].help_text = self.file_label, self.file_help

    def check(self, data: bytes) -> None:
        """Add what the file has to `cleaned_data`. Raises FileError."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Add what `check` finds, and `packed`. Errors are at the field `file`."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        uploaded = cleaned.get("file")
        if not uploaded and not cleaned.get("content"):
            raise ValidationError({"file": ValidationError("Choose a file.", "required")})
        try:
            # One byte more than the limit is enough to refuse a huge file.
            limit = self.max_bytes + 1
            data = uploaded.read(limit) if uploaded else unpacked(cleaned["content"], limit)
            self.check(data)
            cleaned["packed"] = packed(data) if uploaded else cleaned["content"]
        except FileError as error:
            raise ValidationError({"file": ValidationError(str(error), "invalid")}) from None
        return cleaned
