<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * Turns what a caller gave into what JSON has: in requests, in expectations, as ids, in settings. Null means "not given" at
 * every depth, and an empty array means it for a whole field that may hold a list or an object, since PHP does not tell one
 * from the other then. What a text or a number may say is the core's to judge.
 *
 * @internal
 */
final class Fields
{
    private const DEEPEST = 64;
    private const FLAGS = \JSON_THROW_ON_ERROR | \JSON_UNESCAPED_UNICODE | \JSON_UNESCAPED_SLASHES;

    /**
     * The fields as JSON text.
     *
     * @param array<string, mixed> $fields
     * @throws InvalidRequestException naming the field
     */
    public static function json(string $operation, #[\SensitiveParameter] array $fields): string
    {
        $sent = [];
        foreach ($fields as $name => $given) {
            // Elsewhere an empty array is a mistake: as a price it must not become "all that is left".
            $isLeftOut = $given === [] && \in_array($name, Compound::FIELDS[$operation] ?? [], true);
            if ($given !== null && !$isLeftOut) {
                $sent[$name] = self::value($operation, (string) $name, $given, 1);
            }
        }

        return \json_encode((object) $sent, self::FLAGS);
    }

    /** What is JSON already. */
    public static function text(#[\SensitiveParameter] mixed $value): string
    {
        return \json_encode($value, self::FLAGS);
    }

    /**
     * An argument that is the whole request.
     *
     * @return array<string, mixed>
     */
    public static function whole(string $operation, #[\SensitiveParameter] mixed $data): array
    {
        return self::object($operation, 'data', $data);
    }

    /**
     * The argument that holds the other fields, under their names on the wire.
     *
     * @param array<string, string> $spelled how users may spell them, and how the wire does
     * @return array<string, mixed>
     */
    public static function others(
        string $operation,
        string $argument,
        #[\SensitiveParameter] mixed $given,
        array $spelled,
    ): array {
        $fields = [];
        foreach ($given === null ? [] : self::object($operation, $argument, $given) as $name => $value) {
            $field = $spelled[$name] ?? $name;
            if (\array_key_exists($field, $fields)) {
                throw self::refused($operation, $argument, 'has a field twice: ' . self::shown((string) $field));
            }
            $fields[$field] = $value;
        }

        return $fields;
    }

    /** A setting that is a number, which the core checks: another value goes as the name of its type. */
    public static function setting(mixed $given): int|float|string|null
    {
        $isNumber = \is_int($given) || (\is_float($given) && \is_finite($given));

        return $given === null || $isNumber ? $given : \get_debug_type($given);
    }

    /**
     * An optional text of a setting or of a question.
     *
     * @param class-string<BootpayException> $error
     */
    public static function optionalText(string $name, #[\SensitiveParameter] mixed $given, string $error = InvalidRequestException::class): ?string
    {
        if ($given instanceof \BackedEnum) {
            $given = $given->value;
        }
        if ($given === null) {
            return null;
        }
        if (!\is_string($given) && !$given instanceof \Stringable) {
            throw new $error("$name must be a string, not " . \get_debug_type($given));
        }
        if (!self::isUtf8((string) $given)) {
            throw new $error("$name is not UTF-8 text");
        }

        return (string) $given;
    }

    /** A day of the calendar as YYYY-MM-DD. A moment is the day that it is in Korea then. */
    public static function day(string $name, mixed $given): ?string
    {
        return $given instanceof \DateTimeInterface
            ? \DateTimeImmutable::createFromInterface($given)->setTimezone(new \DateTimeZone('Asia/Seoul'))->format('Y-m-d')
            : self::optionalText($name, $given);
    }

    public static function isUtf8(#[\SensitiveParameter] string $text): bool
    {
        return \preg_match('//u', $text) === 1;
    }

    public static function refused(?string $operation, string $name, string $why): InvalidRequestException
    {
        // as the core says it
        $message = $operation === null ? "$name $why" : "$operation: $name $why; nothing was sent";

        return new InvalidRequestException($message, operation: $operation);
    }

    /** @return array<string, mixed> */
    private static function object(string $operation, string $name, #[\SensitiveParameter] mixed $given): array
    {
        $given = $given instanceof \stdClass ? \get_object_vars($given) : $given;
        if (!\is_array($given) || ($given !== [] && \array_is_list($given))) {
            $is = \is_array($given) ? 'a list' : \get_debug_type($given);
            throw self::refused($operation, $name, "must be an array of fields by their names, not $is");
        }

        return $given;
    }

    private static function value(?string $operation, string $path, #[\SensitiveParameter] mixed $given, int $depth): mixed
    {
        if ($depth > self::DEEPEST) {
            throw self::refused($operation, $path, 'is nested too deeply');
        }
        if (\is_string($given)) {
            if (!self::isUtf8($given)) {
                $how = "mb_convert_encoding(\$text, 'UTF-8', 'CP949')";
                throw self::refused($operation, $path, "is not UTF-8 text: convert it first, from EUC-KR by $how");
            }

            return $given;
        }
        if ($given === null || \is_bool($given) || \is_int($given)) {
            return $given;
        }
        if (\is_float($given)) {
            return \is_finite($given) ? $given : throw self::refused($operation, $path, 'must be a finite number');
        }
        if (\is_array($given)) {
            return \array_is_list($given)
                ? self::items($operation, $path, $given, $depth)
                : self::entries($operation, $path, $given, $depth);
        }

        return self::ofObject($operation, $path, $given, $depth);
    }

    private static function ofObject(?string $operation, string $path, #[\SensitiveParameter] mixed $given, int $depth): mixed
    {
        if ($given instanceof \stdClass) {
            return self::entries($operation, $path, \get_object_vars($given), $depth);
        }
        if ($given instanceof Personal) {
            throw self::refused($operation, $path, 'is masked when it is printed or sent: give what reveal() gives');
        }
        if ($given instanceof \BackedEnum) {
            return $given->value;
        }
        if ($given === ExplicitNull::Value) {
            return null;
        }
        if ($given instanceof \DateTimeInterface) {
            return $given->getTimestamp();
        }
        if (!$given instanceof \JsonSerializable && !$given instanceof \Stringable) {
            $is = \get_debug_type($given);
            throw self::refused($operation, $path, "cannot be sent: it is of the type $is; give text, a number, true, "
                . 'false or an array');
        }
        try {
            $said = $given instanceof \JsonSerializable ? $given->jsonSerialize() : (string) $given;
        } catch (\Exception $failure) {
            $why = \get_debug_type($given) . ' threw ' . \get_debug_type($failure);
            throw self::refused($operation, $path, "cannot be read: $why");
        }
        if ($said === null) { // which would mean that it was not given
            throw self::refused($operation, $path, 'is null as JSON, of the type ' . \get_debug_type($given) . ': give its value');
        }

        return self::value($operation, $path, $said, $depth + 1);
    }

    /**
     * @param list<mixed> $given
     * @return list<mixed>
     */
    private static function items(?string $operation, string $path, #[\SensitiveParameter] array $given, int $depth): array
    {
        $sent = [];
        foreach ($given as $at => $item) {
            $sent[] = self::value($operation, "{$path}[$at]", $item, $depth + 1);
        }

        return $sent;
    }

    /** @param array<array-key, mixed> $given */
    private static function entries(
        ?string $operation,
        string $path,
        #[\SensitiveParameter] array $given,
        int $depth,
    ): \stdClass {
        $sent = [];
        foreach ($given as $name => $item) {
            $name = (string) $name;
            if (!self::isUtf8($name)) {
                throw self::refused($operation, $path, 'has a name that is not UTF-8 text');
            }
            if ($item !== null) {
                $sent[$name] = self::value($operation, "$path." . self::shown($name), $item, $depth + 1);
            }
        }

        return (object) $sent;
    }

    /** A name is whoever's the array is: only what looks like a field's is repeated. */
    private static function shown(string $name): string
    {
        $isField = \preg_match('/\A\w{1,40}\z/', $name) === 1 && \preg_match_all('/\d/', $name) < 6;

        return $isField ? $name : '…';
    }
}
