<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/** A verification that was begun, as {@see Identity::begin()} gives it. Prints, and is JSON, without the token. */
final class BegunIdentity implements \JsonSerializable
{
    /** The order id, random and of this verification only. */
    public readonly string $orderId;

    /** After this {@see Identity::confirm()} refuses it. */
    public readonly \DateTimeImmutable $expiresAt;

    /**
     * @internal
     * @param array<string, mixed> $told
     */
    public function __construct(#[\SensitiveParameter] array $told)
    {
        $this->orderId = $told['order_id'];
        $this->expiresAt = (new \DateTimeImmutable('@' . $told['expires_at']))->setTimezone(new \DateTimeZone('Asia/Seoul'));
        Hidden::keep($this, $told);
    }

    /** What {@see Identity::confirm()} needs, opaque and signed. It may go through the browser, or stay in your session. */
    public function token(): string
    {
        return Hidden::of($this)['token'];
    }

    /**
     * What the page hands to `BootPay.request`, ready for `json_encode`.
     *
     * @param string $webApplicationId the project's **web** application id, not the REST one
     * @return array<string, mixed>
     */
    public function request($webApplicationId): array
    {
        $id = Fields::optionalText('webApplicationId', $webApplicationId)
            ?? throw new InvalidRequestException('webApplicationId is missing');

        return ['application_id' => $id] + Hidden::of($this)['request'];
    }

    /** @return array<string, string> */
    public function jsonSerialize(): array
    {
        return ['order_id' => $this->orderId, 'expires_at' => $this->expiresAt->format(\DATE_ATOM)];
    }

    /** @return never */
    public function __serialize(): array
    {
        throw new \LogicException('keep token() in your session, and not the ' . self::class . ' itself');
    }

    private function __clone()
    {
    }
}
