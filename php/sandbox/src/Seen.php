<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/**
 * What a sandbox saw, as text for a test that failed: no body, no query, no key.
 *
 * @internal
 */
final class Seen
{
    /** Of more requests the newest are shown. */
    private const MOST_REQUESTS = 40;

    /**
     * One line a request, a fault and a misuse.
     *
     * @param list<array<string, mixed>> $requests
     * @param list<array<string, mixed>> $faults
     * @param list<array<string, mixed>> $misuses
     */
    public static function text(array $requests, array $faults, array $misuses): string
    {
        $before = \count($requests) - self::MOST_REQUESTS;

        return \implode("\n", [
            ...($requests === [] ? ['no request came: does the client have the address and the keys of this sandbox?'] : []),
            ...($before > 0 ? ["$before requests before"] : []),
            ...\array_map(self::request(...), \array_slice($requests, -self::MOST_REQUESTS)),
            ...\array_map(self::fault(...), $faults),
            ...\array_map(static fn ($misuse) => "misuse {$misuse['kind']}: {$misuse['what']} {$misuse['how_to_mend']}", $misuses),
        ]);
    }

    /** @param array<string, mixed> $request */
    private static function request(array $request): string
    {
        $end = match ($request['status']) {
            null => 'no answer',
            0 => 'connection broken',
            default => (string) $request['status'],
        };

        return \sprintf('%4d  %-6s %s  %s', $request['number'], $request['method'], \explode('?', $request['path'])[0], $end);
    }

    /** @param array<string, mixed> $fault */
    private static function fault(array $fault): string
    {
        $line = "fault {$fault['kind']}:";
        foreach ($fault as $name => $value) {
            if ($value !== null && $name !== 'id' && $name !== 'kind') {
                $line .= " $name=" . (\is_string($value) ? $value : \json_encode($value));
            }
        }

        return $line;
    }
}
