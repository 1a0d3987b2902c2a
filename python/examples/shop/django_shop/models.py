"""The shop's books: which order was issued to whom, for how much, and how far it is; and who was verified."""

from uuid import uuid4

from django.db import models, transaction
from orders import GOODS, PRICE, PURPOSES, STATE_OF_STATUS

from bootpay import Person
from bootpay.answers import Receipt


def new_id() -> str:
    return str(uuid4())


class Order(models.Model):
    class State(models.IntegerChoices):
        """An order never goes back, in whichever order the news of it comes."""

        OPEN = 0, "open"
        PAID = 1, "paid"
        CANCELLED = 2, "cancelled"

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    price = models.PositiveIntegerField()
    owner = models.CharField(max_length=40, db_index=True)  # the session that it was issued to
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.OPEN)
    receipt_id = models.CharField(max_length=40, null=True)

    @classmethod
    def issue(cls, owner: str) -> "Order":
        return cls.objects.create(name=GOODS, price=PRICE, owner=owner)

    @transaction.atomic
    def advance(self, receipt_id: str, state: State) -> bool:
        """Notes what a receipt says of this order. False if it has another receipt: it was paid twice."""
        order = Order.objects.select_for_update().get(pk=self.pk)
        if order.receipt_id not in (None, receipt_id):
            return False
        order.receipt_id = receipt_id
        order.state = max(order.state, state)
        order.save(update_fields=["receipt_id", "state"])
        return True


class Verification(models.Model):
    """That somebody was verified, and nothing of who it is."""

    order_id = models.CharField(primary_key=True, max_length=64)
    owner = models.CharField(max_length=40, db_index=True)
    proof = models.JSONField()

    @classmethod
    def keep(cls, person: Person, owner: str) -> None:
        proof = person.minimal(PURPOSES[person.purpose].law)
        cls.objects.create(order_id=person.order_id, owner=owner, proof=proof)


class Acted(models.Model):
    """Which receipts were acted on. A webhook comes up to ten times, also twice at once."""

    receipt_id = models.CharField(max_length=40)
    status = models.SmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("receipt_id", "status"), name="acted_once"),)


@transaction.atomic
def act(receipt: Receipt) -> bool:
    """Acts on a receipt that a webhook told of, once. The receipt is genuine; that it pays for an order, and
    that none did before, is for us to see: False if somebody has to look at it.
    """
    receipt_id, status = receipt["receipt_id"], receipt["status"]
    if status not in STATE_OF_STATUS:
        return True
    _, is_news = Acted.objects.get_or_create(receipt_id=receipt_id, status=status)
    if not is_news:
        return True
    order = Order.objects.filter(pk=receipt.get("order_id"), price=receipt["price"]).first()
    return order is not None and order.advance(receipt_id, Order.State[STATE_OF_STATUS[status].upper()])
