<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Once;

use Bootpay\BackendPhp\ConfigException;
use Bootpay\BackendPhp\Once;

/**
 * Keeps order ids in the table `bootpay_once`: PostgreSQL, SQLite, MySQL and MariaDB.
 *
 * Inside a transaction of this connection it is part of *your* transaction: save what you keep about the person in the same one,
 * and both are kept or neither. A second `confirm` of the same verification waits for its end, and a refusal does not abort it.
 * Outside of one it is a transaction of its own. Of Laravel's and Doctrine's connections give the PDO object:
 * `DB::connection()->getPdo()`, `$connection->getNativeConnection()`.
 */
final class Pdo implements Once
{
    private const INSERT = [
        'pgsql' => 'INSERT INTO bootpay_once (order_id, expires_at) VALUES (?, ?) ON CONFLICT (order_id) DO NOTHING',
        'sqlite' => 'INSERT INTO bootpay_once (order_id, expires_at) VALUES (?, ?) ON CONFLICT (order_id) DO NOTHING',
        'mysql' => 'INSERT IGNORE INTO bootpay_once (order_id, expires_at) VALUES (?, ?)',
    ];

    private readonly string $insert;

    /** @throws ConfigException for another database */
    public function __construct(private readonly \PDO $pdo)
    {
        $driver = $pdo->getAttribute(\PDO::ATTR_DRIVER_NAME);
        $this->insert = self::INSERT[$driver] ?? throw new ConfigException(
            "Once\\Pdo does not know $driver: use another store, or an object of your own with the method consume",
        );
    }

    public function consume(string $orderId, int $seconds): bool
    {
        return $this->changed($this->insert, [$orderId, \time() + $seconds]) === 1;
    }

    /** Deletes the rows that nobody needs any more, and says how many. */
    public function forgetExpired(): int
    {
        return $this->changed('DELETE FROM bootpay_once WHERE expires_at < ?', [\time()]);
    }

    /** @param list<string|int> $values */
    private function changed(string $sql, array $values): int
    {
        $statement = $this->pdo->prepare($sql);
        // where errors are silent, they must not be taken for an answer
        if ($statement === false || !$statement->execute($values)) {
            throw new \RuntimeException('bootpay_once: ' . \implode(' ', ($statement ?: $this->pdo)->errorInfo()));
        }

        return $statement->rowCount();
    }
}
