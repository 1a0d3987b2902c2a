<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/** What is to be known about a call beside its answer. Holds nothing personal. */
final class Meta
{
    /**
     * @internal
     * @param string $operation the call, such as `payment.cancel`
     * @param int|null $status the HTTP status
     * @param int $attempts how often the request was sent; token requests are not counted
     * @param string|null $requestId what was sent as `X-Request-Id`, the same for every attempt of one call
     * @param string|null $cancelId of a cancel: the id that it carried. Repeated with it, it cannot cancel twice
     * @param int|null $durationMs how long the call took in all; null if it was refused
     * @param string|null $outcome `done` if the answer of a cancel was lost and its receipt shows it; of
     *     {@see Client::settle()} what became of the lost call
     */
    public function __construct(
        public readonly string $operation,
        public readonly ?int $status,
        public readonly int $attempts,
        public readonly ?string $requestId,
        public readonly ?string $cancelId,
        public readonly ?int $durationMs,
        public readonly ?string $outcome,
    ) {
    }

    /** @internal */
    public static function ofJson(string $json, string $operation): self
    {
        $meta = \json_decode($json, true);

        return new self(
            $meta['operation'] ?? $operation,
            $meta['status'] ?? null,
            $meta['attempts'] ?? 0,
            $meta['request_id'] ?? null,
            $meta['cancel_id'] ?? null,
            $meta['duration_ms'] ?? null,
            $meta['outcome'] ?? null,
        );
    }
}
