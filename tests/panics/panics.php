<?php

// A panic on either side of the door is an InternalException, and the same client works on.

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\ConnectionException;
use Bootpay\BackendPhp\InternalException;

require $argv[1] . '/autoload.php';

function fail(string $why): never
{
    fwrite(STDERR, "$why\n");
    exit(1);
}

function thrown(string $class, callable $call, string $where): BootpayException
{
    try {
        $call();
    } catch (BootpayException $error) {
        $error instanceof $class || fail("$where: " . $error::class . ": {$error->getMessage()}");

        return $error;
    }
    fail("$where: nothing was thrown");
}

$client = new Client('a', 'k', baseUrl: 'http://127.0.0.1:1', maxRetries: 0, log: 'none');
$called = Closure::bind(fn (string $operation, array $fields) => $this->call($operation, $fields), $client, Client::class);
foreach (['panic.inside', 'panic.outside'] as $where) {
    thrown(InternalException::class, fn () => $called($where, []), $where);
    thrown(ConnectionException::class, fn () => $client->certificate('612e09260d681b0021e61ab9'), $where);
}
$answered = [
    'open' => fn () => new Client('panic.open', 'k'),
    'webhook' => fn () => $client->webhook()->verify('panic.webhook', remoteAddress: '127.0.0.1'),
];
foreach ($answered as $where => $call) {
    thrown(InternalException::class, $call, $where)->effect === 'none' || fail("$where: the effect is not none");
}
echo "PHP: a panic is an InternalException, and the client works on\n";
