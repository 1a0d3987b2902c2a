<?php

// What PHPStan needs to know and does not find: the functions of the extension that php/ext is the source of, and of packages
// that a shop may have, the classes that this one can be given.

namespace {
    final class BootpayClient
    {
    }

    function bootpay_abi(): int
    {
    }

    /** @return BootpayClient|array{bool, ?string, string, ?string} */
    function bootpay_open(string $config): BootpayClient|array
    {
    }

    /** @return array{bool, ?string, string, ?string} */
    function bootpay_ask(?object $client, string $what, string $body, string $question): array
    {
    }

    /** @return int|array{bool, ?string, string, ?string} */
    function bootpay_start(object $client, string $operation, string $params, string $options): int|array
    {
    }

    /** @return array{bool, ?string, string, ?string}|null */
    function bootpay_wait(int $call, int $milliseconds): ?array
    {
    }

    function bootpay_cancel(int $call): void
    {
    }
}

namespace Psr\Log {
    interface LoggerInterface
    {
        /** @param array<array-key, mixed> $context */
        public function log(mixed $level, string|\Stringable $message, array $context = []): void;
    }
}

namespace Predis {
    interface ClientInterface
    {
        public function set(string $key, string $value, mixed ...$options): mixed;

        public function get(string $key): ?string;
    }
}

namespace Illuminate\Contracts\Cache {
    interface Repository
    {
        public function add(string $key, mixed $value, int $ttl): bool;

        public function get(string $key): mixed;

        public function getStore(): object;
    }
}

namespace Symfony\Component\VarDumper\Caster {
    class Caster
    {
    }
}
