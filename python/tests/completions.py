"""completions.py PYTHON: what an editor with pyright offers inside of an answer of that program's package.

A checker that is content says nothing about this: the keys of a dict are offered for some types only.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CALL = """from bootpay import Bootpay, IdentityError, Person
answer = Bootpay().certificate("612e09260d681b0021e61ab9")
def ask(person: Person, error: IdentityError) -> None:
"""
OFFERED = {
    '    answer["': {"status", "code", "message", "data"},
    '    answer["data"]["': {"receipt_id", "order_id", "certificate"},
    '    answer["data"]["certificate"]["': {"username", "birth", "unique"},
    '    person.is_adult("': {"youth_protection", "civil", "child_welfare", "guardian_consent"},
    '    if error.reason == "': {"bad_token", "other_order", "expired", "used"},
    "    person.ci.": {"hmac", "matches", "reveal"},
}


class Editor:
    """As much of the language server protocol as it takes to ask."""

    def __init__(self, folder: str) -> None:
        server = Path(sys.executable).with_name("pyright-langserver")
        self.uri = Path(folder).as_uri()
        self.process = subprocess.Popen([server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        folders = [{"uri": self.uri, "name": "shop"}]
        self.ask("initialize", {"processId": None, "capabilities": {}, "workspaceFolders": folders})
        self.send({"method": "initialized", "params": {}})

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.send({"id": method, "method": method, "params": params})
        while (message := self.receive()).get("id") != method or "method" in message:
            if "id" in message:  # the server asks: we have no answer of our own
                self.send({"id": message["id"], "result": None})
        return message["result"]

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while header := self.process.stdout.readline().strip():
            if header.startswith(b"Content-Length:"):
                length = int(header.split(b":")[1])
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message

    def completions(self, name: str, text: str) -> set[str]:
        uri = f"{self.uri}/{name}"
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        lines = text.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        answer = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
        return {item["label"].strip("'\"") for item in (answer or {"items": []})["items"]}


def main(python: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"venvPath": str(Path(python).parents[2]), "venv": Path(python).parents[1].name}
        Path(folder, "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        editor = Editor(folder)
        try:
            for number, (typed, wanted) in enumerate(OFFERED.items()):
                offered = editor.completions(f"shop_{number}.py", CALL + typed)
                if missing := wanted - offered:
                    sys.exit(f"{typed} offers {sorted(offered)}, and not {sorted(missing)}")
        finally:
            editor.process.kill()
            editor.process.wait()
    print(f"{len(OFFERED)} completions as they should be")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
