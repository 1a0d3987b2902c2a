<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Native;

/**
 * What a call or a question came to, copied out of the library. Meta and log are JSON.
 *
 * @internal
 */
final class Reply
{
    public function __construct(
        public readonly bool $ok,
        #[\SensitiveParameter] public readonly ?string $body,
        public readonly string $meta,
        public readonly string $log,
    ) {
    }
}
