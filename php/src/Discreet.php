<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * An object of an answer's JSON: a `stdClass` like any other, which only prints otherwise. `var_dump`, `print_r` and Symfony's
 * VarDumper (`dump`, `dd`) mask the people in it, also where a part of an answer is printed by itself; of a clone of a part, or
 * of one that was unserialized, they show the names. Values, comparisons, `json_encode` and `serialize` are those of a
 * `stdClass`. What is copied out of it, such as a single value, prints as it is; so does `var_export`.
 */
class Discreet extends \stdClass
{
    /**
     * @internal
     * @param list<string|int> $at under which names it stands in the whole answer
     */
    final public static function of(#[\SensitiveParameter] \stdClass $parsed, array $at = []): static
    {
        $object = new static(); // @phpstan-ignore new.static (a stdClass has no constructor)
        Hidden::keep($object, ['at' => $at]);
        foreach (\get_object_vars($parsed) as $name => $part) {
            $object->{$name} = self::part($part, [...$at, $name]);
        }

        return $object;
    }

    /** @return array<array-key, mixed> */
    final public function __debugInfo(): array
    {
        $shown = $this->shown();
        $asker = \debug_backtrace(\DEBUG_BACKTRACE_IGNORE_ARGS, 2)[1]['class'] ?? null;
        if ($asker !== 'Symfony\Component\VarDumper\Caster\Caster') {
            return $shown;
        }
        // It prefers the properties themselves, unless these have the names that it gives to those.
        $names = \array_map(static fn ($name) => "\0+\0$name", \array_keys($shown));

        return \array_combine($names, $shown);
    }

    /** @return array<array-key, mixed> */
    private function shown(): array
    {
        $own = \get_object_vars($this);
        try {
            // A copy has lost its place; only a whole answer's is known all the same.
            $at = Hidden::of($this)['at'] ?? ($this instanceof Answer ? [] : throw new \LogicException());
            $whole = $own;
            foreach (\array_reverse($at) as $name) {
                $whole = [$name => $whole];
            }
            // What is personal depends on where it stands, so that is told, too.
            $shown = Identity::ask('masked', $whole);
            foreach ($at as $name) {
                $shown = \is_array($shown) ? $shown[$name] : $shown->{$name};
            }

            return \get_object_vars($shown);
        } catch (\Throwable) {
            return \array_fill_keys(\array_keys($own), '…'); // also if somebody has put something into it that has no form in JSON
        }
    }

    /** @param list<string|int> $at */
    private static function part(#[\SensitiveParameter] mixed $part, array $at): mixed
    {
        if ($part instanceof \stdClass) {
            return Discreet::of($part, $at); // and not `static::`: a part of an answer is no answer
        }
        if (!\is_array($part)) {
            return $part;
        }
        foreach ($part as $number => $item) {
            $part[$number] = self::part($item, [...$at, $number]);
        }

        return $part;
    }
}
