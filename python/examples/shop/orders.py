"""The shop's books: which order was issued to whom, for how much, and how far it is; and who was verified. In
memory, and gone with the process; for the threads of one process.
"""

from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple
from uuid import uuid4

from bootpay import Person
from bootpay.answers import Receipt
from bootpay.person import Law, Proof

GOODS, PRICE = "키보드", 1000


class Purpose(NamedTuple):
    law: Law
    refusal: str


# What somebody may be verified for, the law that asks for an age, and what is told to who has not got it.
PURPOSES = {
    "주류 구매": Purpose("youth_protection", "청소년에게는 주류를 판매하지 않습니다."),
    "할부 계약": Purpose("civil", "만 19세 미만은 법정대리인의 동의가 있어야 계약할 수 있습니다."),
    "소모임 참가": Purpose("child_welfare", "만 18세 미만은 참가할 수 없습니다."),
    "회원 가입": Purpose("guardian_consent", "만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다."),
}
# An order never goes back, in whichever order the news of it comes.
STATES = ("open", "paid", "cancelled")
# What a receipt's status means to an order; of the others a shop need not hear.
STATE_OF_STATUS = {1: "paid", 20: "cancelled"}


@dataclass
class Order:
    id: str
    name: str
    price: int
    owner: str
    state: str = "open"
    receipt_id: str | None = None


class Orders:
    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._verified: dict[str, tuple[str, Proof]] = {}
        self._acted: set[tuple[str, int]] = set()
        self._lock = Lock()

    def issue(self, owner: str) -> Order:
        order = Order(str(uuid4()), GOODS, PRICE, owner)
        with self._lock:
            self._orders[order.id] = order
        return order

    def find(self, order_id: object) -> Order | None:
        with self._lock:
            return self._orders.get(order_id) if isinstance(order_id, str) else None

    def issued_to(self, owner: str, order_id: object) -> Order | None:
        """The order that a browser names, if it was issued to this very session."""
        order = self.find(order_id)
        return order if order is not None and order.owner == owner else None

    def verified(self, person: Person, owner: str) -> None:
        """Keeps that somebody was verified, and nothing of who it is."""
        proof = person.minimal(PURPOSES[person.purpose].law)
        with self._lock:
            self._verified[person.order_id] = owner, proof

    def states_of(self, owner: str) -> dict[str, str]:
        with self._lock:
            ordered = {order.id: order.state for order in self._orders.values() if order.owner == owner}
            return ordered | {
                order_id: "verified" for order_id, (whose, _) in self._verified.items() if whose == owner
            }

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
            and order.price == receipt["price"]
            and self.advance(order, receipt_id, STATE_OF_STATUS[status])
        )

    def _is_news(self, receipt_id: str, status: int) -> bool:
        """True the first time. With a database: a unique index over both."""
        with self._lock:
            is_news = (receipt_id, status) not in self._acted
            self._acted.add((receipt_id, status))
            return is_news
