<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * What a webhook says, without the private key: null where it says nothing, as with an empty text. Prints, and is JSON, as its
 * receipt id and its status: the other fields may hold personal data.
 */
final class WebhookEvent implements \JsonSerializable
{
    /** The receipt's id. */
    public readonly string $receiptId;

    /** Where the payment stands: 1 paid, 2 before approval, 20 cancelled … Act once per `receiptId` and `status`. */
    public readonly ?int $status;

    /** The order id that you issued. */
    public readonly ?string $orderId;

    /** The amount, in won. A float only for a fraction, which an amount in won cannot be. */
    public readonly int|float|null $price;

    /** The tax-free part of it, in won. The form-encoded kind does not have it. */
    public readonly int|float|null $taxFree;

    /** How often it was sent before; 0 for the first time. The JSON kind does not have it. */
    public readonly ?int $retryCount;

    /** What was sold: `name` in the form-encoded kind, `item_name` in the other. */
    public readonly ?string $name;

    /** The payment gateway's code, such as `kcp`. */
    public readonly ?string $pg;

    /** The payment method's code, such as `card`. */
    public readonly ?string $method;

    /** When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. */
    public readonly ?string $purchasedAt;

    /**
     * @internal
     * @param array<string, mixed> $told
     */
    public function __construct(#[\SensitiveParameter] array $told)
    {
        Hidden::keep($this, $told);
        $this->receiptId = $told['receipt_id'];
        $this->status = $told['status'];
        $this->orderId = $told['order_id'];
        $this->price = $told['price'];
        $this->taxFree = $told['tax_free'];
        $this->retryCount = $told['retry_count'];
        $this->name = $told['name'];
        $this->pg = $told['pg'];
        $this->method = $told['method'];
        $this->purchasedAt = $told['purchased_at'];
    }

    /**
     * What the payment gateway reported. It may hold somebody's name or card number: keep it out of logs.
     *
     * @return array<string, mixed>|null
     */
    public function paymentData(): ?array
    {
        return Hidden::of($this)['payment_data'];
    }

    /**
     * All fields under the names that they came with, and `name` beside an `item_name`. Status, amounts and count are numbers, the
     * rest is as it came. They may hold somebody's name or card number: keep them out of logs.
     *
     * @return array<string, mixed>
     */
    public function fields(): array
    {
        return Hidden::of($this)['fields'];
    }

    /**
     * What may be logged.
     *
     * @return array<string, string|int|null>
     */
    public function jsonSerialize(): array
    {
        return ['receipt_id' => $this->receiptId, 'status' => $this->status];
    }

    /** @return array<string, string|int|null> */
    public function __debugInfo(): array
    {
        return $this->jsonSerialize();
    }

    /**
     * Serialized it is whole: what is serialized is kept on purpose.
     *
     * @return array<string, mixed>
     */
    public function __serialize(): array
    {
        return Hidden::of($this);
    }

    /** @param array<string, mixed> $told */
    public function __unserialize(array $told): void
    {
        $this->__construct($told);
    }

    private function __clone()
    {
    }
}
