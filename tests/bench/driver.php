<?php

// One client of PHP under load: `driver.php CLIENT IN_FLIGHT SECONDS [CALLS]`. See driver.py. PHP makes one call at a time.

declare(strict_types=1);

const HEADERS = ['Authorization: token', 'Accept: application/json'];
define('PATH', getenv('BENCH_PATH'));
define('RECEIPT_ID', basename(PATH));

// Each makes a client and gives a call, which returns the whole answer, parsed.
$clients = [
    'ours' => static function (): callable {
        require getenv('BENCH_VENDOR') . '/autoload.php';
        $client = new Bootpay\BackendPhp\Client();

        return static fn () => $client->verify(RECEIPT_ID);
    },
    'curl' => static function (): callable {
        $curl = curl_init(getenv('BENCH_BASE') . PATH);
        curl_setopt_array($curl, [CURLOPT_HTTPHEADER => HEADERS, CURLOPT_RETURNTRANSFER => true, CURLOPT_CAINFO => getenv('BENCH_CA')]);

        return static fn () => json_decode(curl_exec($curl), flags: JSON_THROW_ON_ERROR);
    },
    // as the official package uses it: a connection for each call
    'curl, new' => static fn (): callable => static function () {
        $curl = curl_init(getenv('BENCH_BASE') . PATH);
        curl_setopt_array($curl, [CURLOPT_HTTPHEADER => HEADERS, CURLOPT_RETURNTRANSFER => true, CURLOPT_CAINFO => getenv('BENCH_CA')]);

        return json_decode(curl_exec($curl), flags: JSON_THROW_ON_ERROR);
    },
];

function look_at(stdClass $answer): void
{
    if ($answer->data->receipt_id !== RECEIPT_ID || $answer->data->status !== 1) {
        fwrite(STDERR, 'another answer came: ' . json_encode($answer));
        exit(1);
    }
}

function cpu(): float
{
    $used = getrusage();

    return $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] + ($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) / 1e6;
}

function since(): callable
{
    $began = hrtime(true);
    $used = cpu();

    return static fn (int $calls) => [
        'calls' => $calls,
        'seconds' => (hrtime(true) - $began) / 1e9,
        'cpu_s' => cpu() - $used,
        'resident_kb' => 4 * (int) explode(' ', file_get_contents('/proc/self/statm'))[1],
    ];
}

function load_with(callable $call, float $seconds, float $most): int
{
    $ends = hrtime(true) + $seconds * 1e9;
    for ($count = 0; $count < $most && hrtime(true) < $ends; $count++) {
        look_at($call());
    }

    return $count;
}

[, $client, $inFlight, $seconds] = $argv;
$most = isset($argv[4]) ? (float) $argv[4] : null;
$inFlight === '1' || exit(2);

$told = since();
$call = $clients[$client]();
look_at($call());
$first = $told(1);
if ($most === null) {
    load_with($call, (float) $seconds / 2, INF);
}
$told = since();
$calls = load_with($call, (float) $seconds, $most ?? INF);
echo json_encode(['first' => $first, 'load' => $told($calls)]), "\n";
