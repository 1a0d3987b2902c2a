<?php

declare(strict_types=1);

// A shop's mistakes, each of which PHPStan must report: a comment for a report that does not come is itself reported.

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\Once;
use Bootpay\BackendPhp\Person;

function mistakes(Client $client, Person $person): void
{
    BootpayApi::certificat('612e09260d681b0021e61ab9'); // @phpstan-ignore staticMethod.notFound
    BootpayApi::certificate(); // @phpstan-ignore arguments.count
    BootpayApi::certificate('612e09260d681b0021e61ab9')->data->certificate->ci; // @phpstan-ignore property.notFound
    BootpayApi::cancel('5df6e8034f74b4002177e0bb', [1200]); // @phpstan-ignore argument.type
    BootpayApi::cancel('5df6e8034f74b4002177e0bb', amount: 1200); // @phpstan-ignore argument.unknown
    BootpayApi::verify('5df6e67d4f74b4002a77e0eb', expectedPrice: null); // @phpstan-ignore argument.type
    $client->settle('5df6e8034f74b4002177e0bb'); // @phpstan-ignore argument.type
    $client->verify('5df6e67d4f74b4002a77e0eb')->data->amount; // @phpstan-ignore property.notFound
    new Once\Redis(new stdClass()); // @phpstan-ignore argument.type
    $person->ci->reveal(); // @phpstan-ignore method.nonObject
}
