<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Once;

use Bootpay\BackendPhp\Once;

/**
 * Keeps order ids in this object: for tests, and for a program of **one process** that serves all. Under php-fpm it lives as
 * long as one request, so that it remembers nothing.
 */
final class Memory implements Once
{
    /** @var array<string, float> when each may be forgotten, by the monotonic clock */
    private array $ends = [];

    public function consume(string $orderId, int $seconds): bool
    {
        $now = \hrtime(true) / 1e9;
        $this->ends = \array_filter($this->ends, static fn (float $end) => $end > $now);
        if (isset($this->ends[$orderId])) {
            return false;
        }
        $this->ends[$orderId] = $now + $seconds;

        return true;
    }
}
