<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/** What became of a cancel or an approval whose answer was lost, and the receipt that says so. */
final class Settlement
{
    /**
     * @internal
     * @param string $outcome `done`: it took effect. `not_done`: it did not up to now; a request that is still on its way may
     *     yet: settle again after the deadline of the lost call, or repeat a cancel with the same `cancelId`, which cannot
     *     cancel twice. `pending`: the payment gateway is still at it. `unclear`: the receipt does not tell; with
     *     `cancelledBefore` it may
     * @param Answer<mixed> $receipt the receipt as it stands, as {@see Client::verify()} gives it
     */
    public function __construct(public readonly string $outcome, public readonly Answer $receipt)
    {
    }
}
