<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * What an object knows and nobody meets who prints, walks, casts or dumps it: a property, or a closure's variable, would be
 * found by `var_dump`, `(array)` and error reporters.
 *
 * @internal
 */
final class Hidden
{
    /** @var \WeakMap<object, mixed>|null */
    private static ?\WeakMap $values = null;

    public static function keep(object $owner, #[\SensitiveParameter] mixed $value): void
    {
        self::$values ??= new \WeakMap();
        self::$values[$owner] = $value;
    }

    /** Null of a copy, and of what was unserialized. */
    public static function of(object $owner): mixed
    {
        return self::$values[$owner] ?? null;
    }
}
