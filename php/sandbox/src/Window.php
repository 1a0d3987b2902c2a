<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/** The window of an identity verification or a payment, open until it is approved, cancelled or failed. */
final class Window
{
    /** What becomes of it: the certificate or the receipt is read with it once the window was approved. */
    public readonly string $receiptId;

    public readonly ?string $orderId;

    /** `identity` or `payment`. */
    public readonly string $kind;

    /** Where a browser shows it. */
    public readonly string $url;

    /**
     * @internal
     * @param array<string, mixed> $told
     */
    public function __construct(private readonly Control $control, array $told)
    {
        $this->receiptId = $told['receipt_id'];
        $this->orderId = $told['order_id'];
        $this->kind = $told['kind'];
        $this->url = $told['url'];
    }

    /** `waiting`, `approved`, `cancelled` or `failed`. The sandbox is asked each time. */
    public function state(): string
    {
        return $this->control->call('GET', $this->route())['state'];
    }

    /**
     * Somebody finishes it. Who that is, is said as for {@see Sandbox::person()}.
     *
     * @param array<string, mixed> $fields others of {@see Sandbox::identity()}; of a payment `method`, `card`, `quota`
     * @param string|list<string>|null $without
     * @return array<string, mixed> the window; with a `notice` if it refused the card, and waits on
     * @throws SandboxException it waits no more, or a field is wrong
     */
    public function approve(
        ?string $persona = null,
        array $fields = [],
        ?int $age = null,
        ?int $yearAge = null,
        string|\DateTimeInterface|null $birth = null,
        string|array|null $without = null,
    ): array {
        return $this->decide('approve', Person::fields($fields, $persona, $age, $yearAge, $birth, $without));
    }

    /**
     * Somebody closes it.
     *
     * @return array<string, mixed>
     */
    public function cancel(): array
    {
        return $this->decide('cancel');
    }

    /**
     * The agency or the gateway refuses.
     *
     * @param string|null $message for the page
     * @return array<string, mixed>
     */
    public function fail(?string $message = null): array
    {
        return $this->decide('fail', $message === null ? [] : ['message' => $message]);
    }

    /**
     * @param array<string, mixed> $fields
     * @return array<string, mixed>
     */
    private function decide(string $how, array $fields = []): array
    {
        return $this->control->call('POST', $this->route() . "/$how", $fields);
    }

    private function route(): string
    {
        return '/sandbox/windows/' . \rawurlencode($this->receiptId);
    }
}
