<?php

// One process of a race: for each line it makes so many confirms of one receipt and prints what came of them. PHP has no
// threads, so they are made one after the other, and those of the other processes at the same time.

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\IdentityException;
use Bootpay\BackendPhp\Once;

require getenv('ONCE_PHP') . '/autoload.php';
require '/usr/share/php/Predis/autoload.php'; // Debian's

$folder = getenv('ONCE_SERVERS');
$redis = static function (string $path): Once {
    $client = new Redis();
    $client->connect($path);

    return new Once\Redis($client);
};
$postgres = static fn (string $host) => new Once\Pdo(new PDO("pgsql:host=$host;user=once;dbname=postgres"));
$sqlite = static function () use ($folder): Once {
    $pdo = new PDO("sqlite:$folder/sqlite.db");
    $pdo->setAttribute(PDO::ATTR_TIMEOUT, 60);

    return new Once\Pdo($pdo);
};
$stores = [
    'memory' => static fn () => new Once\Memory(),
    'redis' => static fn () => $redis("$folder/redis.sock"),
    'predis' => static fn () => new Once\Redis(new Predis\Client("unix://$folder/redis.sock")),
    'postgres' => static fn () => $postgres($folder),
    'sqlite' => $sqlite,
    'redis that is down' => static fn () => $redis("$folder/nobody-listens"),
    'postgres that is down' => static fn () => $postgres("$folder/nobody-listens"),
];

/** Opens the store when it is asked, as a web request would. */
$lazily = static fn (callable $open) => new class ($open) implements Once {
    private ?Once $store = null;

    public function __construct(private mixed $open)
    {
    }

    public function consume(string $orderId, int $seconds): bool
    {
        $this->store ??= ($this->open)();

        return $this->store->consume($orderId, $seconds);
    }
};
$opened = [];

echo "ready\n";
while (($line = fgets(STDIN)) !== false) {
    ['store' => $store, 'count' => $count, 'receipt_id' => $id, 'token' => $token, 'session' => $session] = json_decode($line, true);
    $once = $opened[$store] ??= $lazily($stores[$store]);
    $outcomes = [];
    for ($i = 0; $i < $count; $i++) {
        try {
            $outcomes[] = BootpayApi::identity()->confirm($id, $token, $session, $once)->name->reveal();
        } catch (IdentityException $error) {
            $outcomes[] = $error->reason();
        } catch (Throwable $error) {
            $outcomes[] = $error::class;
        }
    }
    echo json_encode(array_count_values($outcomes)), "\n";
}
