<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Once;

use Bootpay\BackendPhp\ConfigException;
use Bootpay\BackendPhp\Once;

/**
 * Keeps order ids in Redis or Valkey: `SET bootpay:once:<order id> … NX PX`.
 *
 * Use one that does not evict keys with a time to live (`noeviction`, or memory to spare): an evicted key is a verification
 * that can be used again. So is a write that a failover to a replica loses.
 */
final class Redis implements Once
{
    /**
     * @param \Redis|\RedisCluster|\RedisArray|\Predis\ClientInterface $client of phpredis or of Predis. Of Laravel's connection
     *     give `->client()`
     * @throws ConfigException for anything else
     */
    public function __construct(private readonly object $client)
    {
        if (!self::isPhpRedis($client) && !\is_a($client, 'Predis\ClientInterface')) {
            throw new ConfigException('Once\Redis takes a client of phpredis or of Predis, not ' . \get_debug_type($client));
        }
    }

    /** @throws UnavailableException the server is down and the client hides it, or it forgets keys early */
    public function consume(string $orderId, int $seconds): bool
    {
        // The value tells our own write from another's: clients repeat a command whose answer was lost.
        $key = "bootpay:once:$orderId";
        $mine = \bin2hex(\random_bytes(16));
        $milliseconds = $seconds * 1000;
        $set = self::isPhpRedis($this->client)
            ? $this->client->set($key, $mine, ['nx', 'px' => $milliseconds])
            : $this->client->set($key, $mine, 'PX', $milliseconds, 'NX');
        if (\is_object($set) && !$set instanceof \Stringable) {
            throw new ConfigException('Once\Redis needs a client that answers at once, not one in a pipeline or MULTI');
        }

        if ($set === true || ($set instanceof \Stringable && (string) $set === 'OK')) {
            return true;
        }
        $held = $this->client->get($key);
        if (!\is_string($held)) {
            throw new UnavailableException('Redis neither took the order id nor has it: is it down, or does it evict keys?');
        }

        return $held === $mine;
    }

    private static function isPhpRedis(object $client): bool
    {
        return $client instanceof \Redis || $client instanceof \RedisCluster || $client instanceof \RedisArray;
    }
}
