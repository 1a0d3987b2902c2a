"""What the bench's clients call: nginx with canned answers, and the sandbox."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).resolve().parent
RECEIPT_ID = "5df6e67d4f74b4002a77e0eb"
ANOTHER_ID = "612e09260d681b0021e61ab9"  # nginx answers it with the same receipt, which no driver may take


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Nginx:
    """Over HTTP and over HTTPS, with a certificate of its own that only `ca` vouches for."""

    def __init__(self, workers: int) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="bootpay-bench.")
        self._folder = folder = Path(self._temporary.name)
        self.ca = folder / "ca.pem"
        self._make_certificates()
        for _ in range(5):  # somebody else may take a port between the look and the start
            http, https = free_ports(2)
            self.bases = {"HTTP": f"http://127.0.0.1:{http}", "HTTPS": f"https://127.0.0.1:{https}"}
            self._configure({"folder": folder, "workers": workers, "http": http, "https": https})
            if self._start(http):
                return
        raise SystemExit(f"bench: nginx did not start: {(folder / 'nginx.log').read_text()}")

    def _make_certificates(self) -> None:
        def req(*words: str) -> None:
            curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
            command = ["openssl", "req", "-x509", "-days", "2", "-nodes", *curve, *words]
            subprocess.run(command, cwd=self._folder, check=True, capture_output=True)

        req("-subj", "/CN=bench CA", "-keyout", "ca.key", "-out", "ca.pem")
        names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
        signed = ["-CA", "ca.pem", "-CAkey", "ca.key"]
        req("-subj", "/CN=127.0.0.1", *names, *signed, "-keyout", "server.key", "-out", "server.pem")

    def _configure(self, values: dict[str, object]) -> None:
        now = int(time.time())
        token = {"token": "bench", "server_time": now, "expired_at": now + 1800}
        receipt = json.loads((HERE / "receipt.json").read_text())
        for name, data in {"token": token, "receipt": receipt}.items():
            answer = {"status": 200, "code": 0, "message": "", "data": data}
            values[name] = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        text = (HERE / "nginx.conf").read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        (self._folder / "nginx.conf").write_text(text)

    def _start(self, port: int) -> bool:
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [nginx, "-p", str(self._folder), "-c", str(self._folder / "nginx.conf")]
        with (self._folder / "nginx.log").open("wb") as log:
            self._process = subprocess.Popen(command, stderr=log)
        while self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                time.sleep(0.01)
            else:
                return True
        return False

    def __enter__(self) -> Nginx:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._temporary.cleanup()


class Sandbox:
    """`bootpay sandbox`; `seconds_to_start` are from its start to the line that says where it listens."""

    def __init__(self, program: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BOOTPAY_")}
        began = time.perf_counter()
        command = [str(program), "sandbox", "--listen", "127.0.0.1:0", "--json"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.seconds_to_start = time.perf_counter() - began
        if not line:
            raise SystemExit(f"bench: {program} sandbox did not start")
        self._told: dict[str, Any] = json.loads(line)
        self.url: str = self._told["url"]

    def token(self) -> str:
        keys = {name: self._told[name] for name in ("application_id", "private_key")}
        request = urllib.request.Request(
            f"{self.url}/request/token", json.dumps(keys).encode(), {"content-type": "application/json"}
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            token: str = json.load(answer)["data"]["token"]
        return token

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate()
