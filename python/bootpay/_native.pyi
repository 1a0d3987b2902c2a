"""The compiled half: JSON text in, JSON text out."""

from typing import Any, final

VERSION: str

ENVIRONMENT: list[str]
"""The environment variables that a configuration takes what was not given from."""

MODES: list[tuple[str, str]]
"""Each mode and its API host."""

def default_mode(environment: dict[str, str]) -> str:
    """The mode where none was given, by the environment."""

@final
class Handle:
    """One configured client. Opening it starts no thread and opens no socket."""

    def __new__(cls, config_json: str) -> Handle:
        """Raises ValueError with the error as a JSON object."""

    @property
    def base_url(self) -> str:
        """Where requests go, without a trailing slash."""

    def webhook(self, body: bytes, delivery_json: str) -> str:
        """Reads a webhook, its body and how it came, and gives its event as a JSON object; sends nothing.
        Raises ValueError with the error as a JSON object."""

    def begin_identity(self, asked_json: str) -> str:
        """Begins an identity verification, a JSON object in and out; sends nothing. Raises ValueError with
        the error as a JSON object."""

    def call(
        self, operation: str, params_json: str, options_json: str, log: list[str]
    ) -> tuple[bool, str | None, str]:
        """Makes one call and waits for it with the GIL released.

        Returns whether it went well, the server's body if there is one, and what is known about the call or
        its error as a JSON object. `log` gets the JSON array of the call's attempts, also if a signal handler
        raises.
        """

    def start(
        self, operation: str, params_json: str, options_json: str, wakes: Wakes, wake: object
    ) -> AsyncCall:
        """Starts one call and returns at once. When it is over, `wakes` gives `wake` to who waits there."""

@final
class AsyncCall:
    """A call that `Handle.start` began. Dropping it gives the call up."""

    def end(self) -> tuple[bool, str | None, str, str]:
        """Gives the call up if it is not over, and closes its connection. Returns what `Handle.call` returns,
        and the JSON array of the call's attempts; once."""

@final
class Wakes:
    """Told of calls that are over. A forked child finds it empty."""

    def __new__(cls) -> Wakes: ...
    def next(self) -> Any:
        """Waits, with the GIL released, for a call that is over, and gives its `wake`."""

    def fileno(self) -> int:
        """What can be read from once a call is over. Raises OSError if there is no file descriptor left, and
        NotImplementedError on Windows."""

    def take(self) -> list[Any]:
        """The `wake` of each call that is over by now; not on Windows."""

def expectations(event_json: str) -> str:
    """What the receipt of an event has to say: the parameters of `receipt.get` as a JSON object. Raises
    ValueError with the error as a JSON object."""

def identity(verb: str, question_json: str) -> str:
    """Answers a question about a person, a JSON object in and out. Raises ValueError with the error as a JSON
    object."""

def doctor(program: str, user_agent: str, arguments: list[str]) -> tuple[bool, str | None, str]:
    """Runs the doctor as a program of this name. Returns what `Handle.call` does; the body is a JSON object
    with `exit_code`, `output` and `error`."""
