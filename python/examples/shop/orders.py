"""The shop's books: which order was issued to whom, for how much, and how far it is. In memory, and gone with
the process; for the threads of one process.
"""

from dataclasses import dataclass
from threading import Lock
from uuid import uuid4

from bootpay.answers import Receipt

GOODS = {"identity": ("본인인증", 0), "payment": ("키보드", 1000)}
# An order never goes back, in whichever order the news of it comes.
STATES = ("open", "verified", "paid", "cancelled")
# What a receipt's status means to an order; of the others a shop need not hear.
STATE_OF_STATUS = {1: "paid", 20: "cancelled"}


@dataclass
class Order:
    id: str
    kind: str
    name: str
    price: int
    owner: str
    state: str = "open"
    receipt_id: str | None = None


class Orders:
    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._acted: set[tuple[str, int]] = set()
        self._lock = Lock()

    def issue(self, kind: str, owner: str) -> Order:
        name, price = GOODS[kind]
        order = Order(str(uuid4()), kind, name, price, owner)
        with self._lock:
            self._orders[order.id] = order
        return order

    def find(self, order_id: object) -> Order | None:
        with self._lock:
            return self._orders.get(order_id) if isinstance(order_id, str) else None

    def issued_to(self, owner: str, kind: str, order_id: object) -> Order | None:
        """The order that a browser names, if it was issued to this very session."""
        order = self.find(order_id)
        return order if order is not None and (order.owner, order.kind) == (owner, kind) else None

    def states_of(self, owner: str) -> dict[str, str]:
        with self._lock:
            return {order.id: order.state for order in self._orders.values() if order.owner == owner}

    def advance(self, order: Order, receipt_id: str, state: str) -> bool:
        """Notes what a receipt says of an order. False if it has another receipt: it was paid twice."""
        with self._lock:
            order.receipt_id = order.receipt_id or receipt_id
            if order.receipt_id != receipt_id:
                return False
            order.state = max(order.state, state, key=STATES.index)
            return True

    def act(self, receipt: Receipt) -> bool:
        """Acts on a receipt that a webhook told of, once. The receipt is genuine; that it pays for an order,
        and that none did before, is for us to see: False if somebody has to look at it.
        """
        receipt_id, status = receipt["receipt_id"], receipt["status"]
        if status not in STATE_OF_STATUS or not self._is_news(receipt_id, status):
            return True
        order = self.find(receipt.get("order_id"))
        return (
            order is not None
            and (order.kind, order.price) == ("payment", receipt["price"])
            and self.advance(order, receipt_id, STATE_OF_STATUS[status])
        )

    def _is_news(self, receipt_id: str, status: int) -> bool:
        """True the first time. With a database: a unique index over both."""
        with self._lock:
            is_news = (receipt_id, status) not in self._acted
            self._acted.add((receipt_id, status))
            return is_news
