<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * Something about a person that prints masked wherever it is printed: as a string, by `var_dump`, as JSON. {@see reveal()}
 * gives the value. It cannot be serialized, so that nobody's data gets into a cache or a queue by accident.
 *
 * ```php
 * echo $person->name;           // 홍*동
 * echo $person->name->reveal(); // 홍길동
 * ```
 */
class Personal implements \JsonSerializable, \Stringable
{
    /** So that `==`, which compares properties, takes no two of them for the same: masked they look alike. */
    private readonly int $number; // @phpstan-ignore property.onlyWritten (`==` reads it)

    /** @internal */
    final public function __construct(#[\SensitiveParameter] string $value, private readonly string $masked)
    {
        $this->number = \spl_object_id($this);
        Hidden::keep($this, $value);
    }

    /** The value. Keep it out of logs. */
    final public function reveal(): string
    {
        return Hidden::of($this);
    }

    /** Whether it is the same value. `==` is true of one and the same object only. */
    final public function equals(self $other): bool
    {
        return $other::class === static::class && $other->reveal() === $this->reveal();
    }

    /** Masked. */
    final public function __toString(): string
    {
        return $this->masked;
    }

    final public function jsonSerialize(): string
    {
        return $this->masked;
    }

    /** @return array<string, string> */
    final public function __debugInfo(): array
    {
        return ['masked' => $this->masked];
    }

    /** @return never */
    final public function __serialize(): array
    {
        throw new \LogicException('this holds personal data and cannot be serialized: take what you need of it');
    }

    private function __clone()
    {
    }
}

/** The birth date. Prints as `1990-**-**`. */
final class Birth extends Personal
{
    /** At midnight in Korea. */
    public function date(): \DateTimeImmutable
    {
        return new \DateTimeImmutable($this->reveal(), new \DateTimeZone('Asia/Seoul'));
    }
}

/** What is found again by a keyed hash, so that it need not be kept in clear. */
abstract class Hashed extends Personal
{
    /** @internal */
    public const WHAT = '';

    /**
     * The keyed hash to store and to look up, such as `1:Zm9v…`. Anyone who has the key can find the person by it, so it is
     * personal data too; a leak of it reveals less.
     *
     * @param string $key at least 16 random bytes, which are kept outside of the database that the hash is in
     * @param int $version the key's; it stands in front of the hash
     * @throws InvalidRequestException for a shorter key; and if the value is empty or damaged, since its hash would join strangers
     */
    final public function hmac(#[\SensitiveParameter] $key, $version = 1): string
    {
        return $this->asked('hmac', self::keys([$version => $key])[0])->hash;
    }

    /**
     * Is the stored hash this person's, with whichever of the keys it was made? What is empty, damaged, null or of an unknown
     * version matches nobody.
     *
     * @param string|null $stored what {@see hmac()} gave
     * @param string|array<int, string> $keys one key, which is version 1, or all by version
     */
    final public function matches($stored, #[\SensitiveParameter] $keys): bool
    {
        return $this->asked('matches', ['stored' => Fields::optionalText('stored', $stored), 'keys' => self::keys($keys)])->matches;
    }

    /**
     * Keys as the core takes them.
     *
     * @internal
     * @return list<array{version: int, key: string}>
     */
    public static function keys(#[\SensitiveParameter] mixed $given): array
    {
        $keys = [];
        foreach (\is_array($given) ? $given : [1 => $given] as $version => $key) {
            if (!\is_int($version) || !\is_string($key)) {
                $is = \get_debug_type(\is_int($version) ? $key : $version);
                throw new InvalidRequestException("a key must be a string, by its version, which is an int, not $is");
            }
            $keys[] = ['version' => $version, 'key' => \base64_encode($key)];
        }

        return $keys;
    }

    /** @param array<string, mixed> $fields */
    private function asked(string $verb, #[\SensitiveParameter] array $fields): \stdClass
    {
        return Identity::ask($verb, ['what' => static::WHAT, 'value' => $this->reveal()] + $fields);
    }
}

/** A phone number. Prints as `010-****-1234`. */
final class Phone extends Hashed
{
    public const WHAT = 'phone';
}

/** CI (연계정보): the same for one person on every site. Prints as `CI(…)`. */
final class Ci extends Hashed
{
    public const WHAT = 'ci';
}

/** DI (중복가입확인정보): another one on every site. Prints as `DI(…)`. */
final class Di extends Hashed
{
    public const WHAT = 'di';
}
