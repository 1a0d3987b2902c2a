<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Once;

use Bootpay\BackendPhp\ConfigException;
use Bootpay\BackendPhp\Once;

/**
 * Keeps order ids in a cache of Laravel, by its `add`. The cache must not evict them early, see {@see Redis}.
 *
 * ```php
 * $once = new LaravelCache(Cache::store('redis'));
 * ```
 */
final class LaravelCache implements Once
{
    private const UNFIT = [
        'Illuminate\Cache\NullStore' => 'keeps nothing',
        'Illuminate\Cache\ArrayStore' => 'forgets everything at the end of a request (in tests use Once\Memory)',
    ];

    /**
     * @param \Illuminate\Contracts\Cache\Repository $cache such as `Cache::store('redis')`
     * @throws ConfigException for a store that keeps nothing, or that looks first and writes later, so that two get through
     */
    public function __construct(private readonly object $cache)
    {
        if (!\is_callable([$cache, 'add']) || !\is_callable([$cache, 'getStore'])) {
            throw new ConfigException('Once\LaravelCache takes a cache of Laravel, not ' . \get_debug_type($cache));
        }
        $store = $cache->getStore();
        $name = $store::class;
        foreach (self::UNFIT as $class => $why) {
            if ($store instanceof $class) {
                throw new ConfigException("Once\\LaravelCache cannot use $name, which $why: give it one in Redis, "
                    . 'Memcached, DynamoDB or a database');
            }
        }
        if (!\method_exists($store, 'add')) {
            throw new ConfigException("Once\\LaravelCache cannot use $name, which cannot add in one step, so that two may get "
                . 'through: give it one in Redis, Memcached, DynamoDB or a database');
        }
    }

    /** @throws UnavailableException the cache is down and hides it */
    public function consume(string $orderId, int $seconds): bool
    {
        $key = "bootpay:once:$orderId";
        $mine = \bin2hex(\random_bytes(16));
        if ($this->cache->add($key, $mine, $seconds) === true) {
            return true;
        }
        $held = $this->cache->get($key)
            ?? throw new UnavailableException('the cache neither took the order id nor has it: is it down?');

        return $held === $mine;
    }
}
