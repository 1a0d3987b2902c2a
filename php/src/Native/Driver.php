<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Native;

/**
 * A way to call the C interface of the core; crates/bootpay-c/generated/bootpay.h says what its functions do.
 *
 * @internal
 */
interface Driver
{
    /** Where the core is, for a message. */
    public function name(): string;

    /** The version of the interface that the core has. */
    public function abi(): int;

    /**
     * The process's one client of this configuration.
     *
     * @param string $config JSON
     * @return \BootpayClient|\FFI\CData|Reply the error
     */
    public function open(#[\SensitiveParameter] string $config): object;

    /** Asks what is answered at once and sends nothing. */
    public function ask(
        ?object $client,
        string $what,
        #[\SensitiveParameter] string $question,
        #[\SensitiveParameter] string $body,
    ): Reply;

    /**
     * Prepares a call, of which nothing is sent before somebody waits for it.
     *
     * @return int|Reply its number; the reply of a call that was over at once
     */
    public function start(
        object $client,
        string $operation,
        #[\SensitiveParameter] string $params,
        #[\SensitiveParameter] string $options,
    ): int|Reply;

    /** Null: not yet, or a signal came; wait again. */
    public function wait(int $number, int $milliseconds): ?Reply;

    public function cancel(int $number): void;
}
