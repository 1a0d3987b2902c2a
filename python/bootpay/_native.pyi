"""The compiled half: JSON text in, JSON text out."""

from typing import final

VERSION: str

@final
class Handle:
    """One configured client. Opening it starts no thread and opens no socket."""

    def __new__(cls, config_json: str) -> Handle:
        """Raises ValueError with the error as a JSON object."""

    @property
    def base_url(self) -> str:
        """Where requests go, without a trailing slash."""

    def call(self, operation: str, params_json: str, options_json: str) -> tuple[bool, str | None, str]:
        """Makes one call and waits for it with the GIL released.

        Returns whether it went well, the server's body if there is one, and what is known about the call or
        its error as a JSON object.
        """
