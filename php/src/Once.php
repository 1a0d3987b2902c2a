<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * Where it is kept that a verification was used, so that it is used once.
 *
 * {@see Identity::confirm()} asks a store to consume the order id of the verification. One caller is the first, every other one
 * gets {@see IdentityException} with the reason `used`, in whichever process, on whichever machine.
 *
 * - {@see Once\Pdo}: all who use that database; joins your transaction. It needs a table, which `bootpay once-table` prints.
 * - {@see Once\Redis}: all who use that Redis, through phpredis or Predis
 * - {@see Once\LaravelCache}: all who use that cache
 * - {@see Once\Memory}: this process, so for tests
 *
 * Anything else with this method does as well. So look and write in one step: a look first and a write later lets two through.
 * What a store throws reaches the caller of `confirm` as it is, and the person is not handed out.
 */
interface Once
{
    /**
     * Whether nobody consumed it before: true for one caller, whoever else asks at the same moment, and false for everybody else
     * for at least so many seconds.
     */
    public function consume(string $orderId, int $seconds): bool;
}
