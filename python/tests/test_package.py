"""The installed package: what it consists of, what loading it costs, and whether its documentation runs."""

from __future__ import annotations

import ast
import asyncio
import doctest
import inspect
import logging
import os
import pydoc
import re
import subprocess
import sys
import typing
from importlib import metadata, resources
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from documented import CLASSES, examples_in, is_awaited, public
from servers import APPLICATION_ID, PATIENCE, PERSON, PRIVATE_KEY, REPOSITORY, Sandbox

import bootpay.arguments
from bootpay import AsyncBootpay, Bootpay, InternalError, _project
from bootpay.identity import AsyncIdentity, Identity
from bootpay.webhooks import AsyncWebhooks, Webhooks


def test_the_installed_package_is_tested_and_not_the_source() -> None:
    assert "site-packages" in Path(bootpay.__file__).parts
    assert bootpay.__version__ == metadata.version("bootpay")


def test_it_is_typed_and_needs_nothing_but_for_its_sandbox() -> None:
    assert resources.files(bootpay).joinpath("py.typed").is_file()
    sandbox = f"bootpay-sandbox=={bootpay.__version__} ; extra == 'sandbox'"
    assert metadata.requires("bootpay") == [sandbox]
    assert (metadata.metadata("bootpay")["Requires-Python"]) == ">=3.10"


LOAD = """
import os, sys
before = set(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
from bootpay import Bootpay
clients = [Bootpay("a", "k", base_url="https://127.0.0.1:1", max_retries=0) for _ in range(3)]
clients[0].mode = "development"
repr(clients), clients[0].api_url()
after = set(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
assert before == after, (before, after)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_loading_and_making_a_client_start_nothing(tmp_path: Path) -> None:
    # Whoever opens this certificate store waits for ever, for nobody writes into it.
    store = tmp_path / "store"
    os.mkfifo(store)
    environment = {**os.environ, "SSL_CERT_FILE": str(store), "SSL_CERT_DIR": str(tmp_path / "none")}
    subprocess.run([sys.executable, "-c", LOAD], env=environment, timeout=PATIENCE, check=True)


LOADED = """
import sys
before = set(sys.modules)
{program}
print(*sorted({{name.partition(".")[0] for name in set(sys.modules) - before}} - {{"bootpay"}}))
"""
PROGRAMS = {
    "loaded": "import bootpay",
    "a client that called": """
from bootpay import APIConnectionError, Bootpay
client = Bootpay("a", "k", base_url="http://127.0.0.1:1", max_retries=0)
try: client.cancel("5df6e8034f74b4002177e0bb", 1000)
except APIConnectionError: pass
""",
}
#: What takes longer to load than this package itself, and what only some programs need.
HEAVY = [
    "asyncio",
    "dataclasses",
    "email",
    "http",
    "inspect",
    "logging",
    "socket",
    "ssl",
    "tempfile",
    "traceback",
    "unittest",
    "urllib",
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_blocking_client_loads_nothing_that_it_does_not_need(program: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", LOADED.format(program=PROGRAMS[program])],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    ).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []
    assert ("typing" in loaded) == (program != "loaded"), "the package itself loads only what it is asked for"


ASKED_FOR_LATER = """
import sys
import bootpay
assert set(bootpay.__all__) <= set(dir(bootpay)) and "bootpay._client" not in sys.modules
error = bootpay.errors.APIError("no")
assert isinstance(error, bootpay.BootpayError) and bootpay.Bank.IBK == "003"
try: from bootpay import Bootpey
except ImportError: pass
else: raise SystemExit("a name that is not there")
from bootpay import *
assert "AsyncBootpay" in globals() and AsyncBootpay is bootpay.AsyncBootpay and once is bootpay.once
import pickle
assert pickle.loads(pickle.dumps(bootpay.AsyncBootpay)) is AsyncBootpay
"""


def test_every_name_is_there_when_it_is_asked_for() -> None:
    subprocess.run([sys.executable, "-c", ASKED_FOR_LATER], timeout=PATIENCE, check=True)


METHODS = [
    pytest.param(member, id=f"{cls.__name__}.{name}")
    for cls in CLASSES
    for name, member in public(cls).items()
]


def test_both_clients_have_the_same_methods() -> None:
    assert public(Bootpay).keys() == public(AsyncBootpay).keys() - {"aclose"}
    assert inspect.signature(Bootpay) == inspect.signature(AsyncBootpay)
    for name, method in public(Bootpay).items():
        twin = getattr(AsyncBootpay, name)
        if name in ("webhook", "identity"):
            continue  # compared below
        if method is twin:  # neither sends anything
            assert isinstance(method, property) or name in ("api_url", "with_options")
            continue
        assert inspect.iscoroutinefunction(twin), name
        assert inspect.signature(twin) == inspect.signature(method), name
        assert getattr(twin, "__deprecated__", None) == getattr(method, "__deprecated__", None)
        assert twin.__qualname__ in (f"AsyncBootpay.{name}", f"AsyncCalls.{name}")
        if name in vars(Bootpay):  # both are written by hand
            assert twin.__doc__ == re.sub(r"\bclient\.(?=\w+\()", "await client.", method.__doc__), name


def test_both_clients_read_webhooks_in_the_same_way() -> None:
    assert public(Webhooks).keys() == public(AsyncWebhooks).keys() == {"parse", "reverify", "verify"}
    for name in ("parse", "verify"):
        assert getattr(Webhooks, name) is getattr(AsyncWebhooks, name)
    assert inspect.iscoroutinefunction(AsyncWebhooks.reverify)
    assert inspect.signature(Webhooks.reverify) == inspect.signature(AsyncWebhooks.reverify)


def test_both_clients_begin_and_confirm_in_the_same_way() -> None:
    assert public(Identity).keys() == public(AsyncIdentity).keys() == {"begin", "confirm"}
    assert Identity.begin is AsyncIdentity.begin
    assert inspect.iscoroutinefunction(AsyncIdentity.confirm)
    by_name = inspect.signature(Identity.confirm).parameters
    assert by_name.keys() == inspect.signature(AsyncIdentity.confirm).parameters.keys()


@pytest.mark.filterwarnings("ignore:.*deprecated by Bootpay:DeprecationWarning")
@pytest.mark.parametrize(
    "member", [*METHODS, *(pytest.param(cls, id=cls.__name__) for cls in (Bootpay, AsyncBootpay))]
)
def test_every_example_in_the_documentation_runs(
    member: object, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOTPAY_BASE_URL", sandbox.url)
    monkeypatch.setenv("BOOTPAY_MODE", "sandbox")
    documentation = inspect.getdoc(member) or ""
    found = examples_in(documentation)
    assert found, f"no example in {documentation!r}"
    for example in found:
        if is_awaited(member):
            code = compile(example, "example", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            waiting = eval(code, {"client": AsyncBootpay(APPLICATION_ID, PRIVATE_KEY)})
            assert inspect.iscoroutine(waiting), "nothing is awaited"
            asyncio.run(waiting)
        else:
            exec(example, {"client": Bootpay(APPLICATION_ID, PRIVATE_KEY)})
    if inspect.isfunction(member) and member is not AsyncBootpay.aclose:
        assert "Raises:" in documentation or is_call(member)
        assert "Returns:" in documentation or "The URL" in documentation
        told = re.findall(r"^    (\w+): ", documentation.partition("Args:")[2].partition("Returns:")[0], re.M)
        arguments = [name for name in inspect.signature(member).parameters if name != "self"]
        assert told == arguments or member is Bootpay.api_url, "each argument, in order"


def is_call(member: Any) -> bool:
    """Whether it makes a call and leaves to its class to say what every call raises."""
    return "_run" in inspect.unwrap(member).__code__.co_names


def test_what_every_call_raises_is_said_by_the_class() -> None:
    raised = (inspect.getdoc(Bootpay) or "").partition("Raises:")[2]
    for error in ("InvalidRequestError", "APIConnectionError", "APITimeoutError", "DecodeError"):
        assert f"\n    {error}: " in raised


@pytest.mark.parametrize("member", METHODS)
def test_help_shows_names_defaults_and_types(member: object) -> None:
    text = pydoc.plain(pydoc.render_doc(member))
    assert (inspect.getdoc(member) or "").splitlines()[0] in text
    if inspect.isfunction(member):
        named = r"Answer\[|Settlement|WebhookEvent|Begun|Person|Data|Client"
        assert re.search(named, text) or member in (Bootpay.api_url, AsyncBootpay.aclose)
    assert "_NothingExpected" not in text


@pytest.mark.parametrize("module", [bootpay, bootpay.bankcode], ids=["bootpay", "bankcode"])
def test_the_examples_at_the_top_of_the_modules_run(
    module: ModuleType, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOTPAY_BASE_URL", sandbox.url)
    assert doctest.testmod(module) == (0, 2 if module is bootpay.bankcode else 3)


def test_every_class_and_field_of_the_types_is_described() -> None:
    modules = (bootpay.answers, bootpay.arguments, bootpay.errors, bootpay.bankcode, bootpay.webhooks)
    for module in (*modules, bootpay.identity, bootpay.person, bootpay.once, bootpay.logs):
        assert module.__doc__
        for name in module.__all__:
            described = getattr(module, name)
            assert not inspect.isclass(described) or described.__doc__, name


def test_types_can_be_asked_at_run_time() -> None:
    """As libraries do that make validators or schemas of them."""
    for cls in (Bootpay, AsyncBootpay):
        assert typing.get_type_hints(cls.__init__)["logger"] == logging.Logger | None
        for name, member in public(cls).items():
            if isinstance(member, property):
                assert "return" in typing.get_type_hints(member.fget), name
            if inspect.isfunction(member):
                assert "return" in typing.get_type_hints(member), name
    for module in (bootpay.answers, bootpay.arguments):
        types = [getattr(module, name) for name in module.__all__]
        for described in filter(typing.is_typeddict, types):
            assert (
                typing.get_type_hints(described).keys()
                == described.__required_keys__ | described.__optional_keys__
            )


def test_the_banks_are_there_without_a_further_import() -> None:
    import_only = (
        "import bootpay; print(bootpay.bankcode.dictionary['국민은행'], len(bootpay.bankcode.dictionary))"
    )
    ended = subprocess.run([sys.executable, "-c", import_only], capture_output=True, text=True, check=True)
    assert ended.stdout == "004 17\n"


def test_the_example_file_runs(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOTPAY_BASE_URL", sandbox.url)
    monkeypatch.setenv("BOOTPAY_APPLICATION_ID", APPLICATION_ID)
    monkeypatch.setenv("BOOTPAY_PRIVATE_KEY", PRIVATE_KEY)
    example = str(REPOSITORY / "python/examples/certificate.py")
    ended = subprocess.run(
        [sys.executable, example, PERSON],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "홍길동" not in ended.stdout
    assert "홍*동" in ended.stdout


def test_a_defect_of_the_core_is_an_internal_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Defective:
        base_url = "https://example.org"

        def __init__(self, config: str) -> None:
            pass

        def call(self, *_: object) -> tuple[bool, None, str]:
            return False, None, '{"kind":"internal","message":"a defect","operation":null}'

    monkeypatch.setattr(_project, "Handle", Defective)
    with pytest.raises(InternalError, match="a defect"):
        Bootpay("a", "k").certificate(PERSON)


# No memory for a thread's stack: tokio panics when it cannot start its workers.
NO_THREADS = """
import asyncio, resource, sys
from bootpay import AsyncBootpay, Bootpay, InternalError
client = Bootpay()
loop = asyncio.new_event_loop()

def virtual_size():
    return int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (virtual_size() + 1_000_000, resource.RLIM_INFINITY))
try:
    client.certificate(sys.argv[1])
except InternalError as error:
    print(error.kind)
try:
    loop.run_until_complete(AsyncBootpay().certificate(sys.argv[1]))
except InternalError as error:
    print(error.kind)
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(client.certificate(sys.argv[1])["status"])
print(loop.run_until_complete(AsyncBootpay().certificate(sys.argv[1]))["status"])
loop.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_panic_is_an_internal_error_and_the_client_lives(sandbox: Sandbox) -> None:
    environment = {
        **os.environ,
        "BOOTPAY_APPLICATION_ID": APPLICATION_ID,
        "BOOTPAY_PRIVATE_KEY": PRIVATE_KEY,
        "BOOTPAY_BASE_URL": sandbox.url,
    }
    ended = subprocess.run(
        [sys.executable, "-c", NO_THREADS, PERSON],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "internal\ninternal\n200\n200\n"), ended.stderr
    assert PRIVATE_KEY not in ended.stderr
