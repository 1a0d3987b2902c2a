<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Native;

/**
 * The core in PHP's extension "bootpay", which php/ext is the source of. It needs no FFI.
 *
 * @internal
 */
final class Extension implements Driver
{
    public function name(): string
    {
        return 'the extension bootpay';
    }

    public function abi(): int
    {
        return \bootpay_abi();
    }

    /** @return \BootpayClient|Reply */
    public function open(#[\SensitiveParameter] string $config): object
    {
        $opened = \bootpay_open($config);

        return \is_array($opened) ? self::reply($opened) : $opened;
    }

    public function ask(
        ?object $client,
        string $what,
        #[\SensitiveParameter] string $question,
        #[\SensitiveParameter] string $body,
    ): Reply {
        return self::reply(\bootpay_ask($client, $what, $body, $question));
    }

    public function start(
        object $client,
        string $operation,
        #[\SensitiveParameter] string $params,
        #[\SensitiveParameter] string $options,
    ): int|Reply {
        $started = \bootpay_start($client, $operation, $params, $options);

        return \is_array($started) ? self::reply($started) : $started;
    }

    public function wait(int $number, int $milliseconds): ?Reply
    {
        $reply = \bootpay_wait($number, $milliseconds);

        return $reply === null ? null : self::reply($reply);
    }

    public function cancel(int $number): void
    {
        \bootpay_cancel($number);
    }

    /** @param array{bool, ?string, string, ?string} $reply */
    private static function reply(#[\SensitiveParameter] array $reply): Reply
    {
        return new Reply($reply[0], $reply[1], $reply[2], $reply[3] ?? '[]');
    }
}
