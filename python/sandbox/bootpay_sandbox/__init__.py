"""An offline stand-in for Bootpay's server, for development and tests.

Example::

    from bootpay import Bootpay
    from bootpay_sandbox import Sandbox

    with Sandbox() as sandbox:
        client = Bootpay(sandbox.application_id, sandbox.private_key, base_url=sandbox.url)
        receipt_id = sandbox.person(username="김가짜", birth="1990-10-04")["receipt_id"]
        print(client.certificate(receipt_id))

The people and the money in it are made up, and nothing leaves this machine.
"""

from ._control import SandboxError
from ._program import program
from ._sandbox import Fault, Quick, Sandbox, Window

__all__ = ["Fault", "Quick", "Sandbox", "SandboxError", "Window", "program"]
