<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/**
 * Who finishes a verification, as the control routes take it.
 *
 * @internal
 */
final class Person
{
    /**
     * An argument that was given wins over the field of its name.
     *
     * @param array<string, mixed> $fields
     * @param string|list<string>|null $without
     * @return array<string, mixed>
     */
    public static function fields(
        array $fields,
        ?string $persona,
        ?int $age,
        ?int $yearAge,
        string|\DateTimeInterface|null $birth,
        string|array|null $without,
        ?string $orderId = null,
        int|\DateInterval|null $verifiedAgo = null,
    ): array {
        $named = [
            'persona' => $persona,
            'age' => $age,
            'year_age' => $yearAge,
            'birth' => $birth,
            'without' => $without,
            'order_id' => $orderId,
            'verified_ago' => $verifiedAgo,
        ];

        return \array_filter($named, static fn ($value) => $value !== null) + $fields;
    }
}
