<?php

// The PHP driver of `make soak`: the installed package, used as anybody would. PHP makes one call at a time, so that what others
// do in threads is done here in forked children.

declare(strict_types=1);

use Bootpay\BackendPhp\Answer;
use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;

require $argv[1] . '/autoload.php';

const WORKERS = 16;
const IDENTITY = '612e09260d681b0021e61ab9';
const PAYMENT = '5df6e67d4f74b4002a77e0eb';
const BILLING_KEY = '5b025b33e13f33310ce560fb';

function is_answered(callable $call): bool
{
    try {
        return $call()->ok();
    } catch (BootpayException) {
        return false;
    }
}

/** Runs `$work` in so many children, with their numbers; this process is the last of them. Gives what each returned. */
function among_children(int $count, callable $work): array
{
    $pipes = [];
    for ($number = 0; $number < $count - 1; $number++) {
        [$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        if (pcntl_fork() === 0) {
            fwrite($theirs, json_encode($work($number)));
            exit(0);
        }
        fclose($theirs);
        $pipes[] = $ours;
    }
    $own = $work($count - 1);

    return [...array_map(static function ($pipe): mixed {
        $result = stream_get_contents($pipe);
        if ($result === '') {
            throw new RuntimeException('a child ended before its work was done');
        }

        return json_decode($result, true);
    }, $pipes), $own];
}

function tokens(): void
{
    $answered = 0;
    for ($call = 0; $call < 100; $call++) {
        $answered += is_answered(static fn () => (new Client(log: 'none'))->certificate(IDENTITY)) ? 1 : 0;
    }
    echo "$answered\n";
}

function cancels(): void
{
    $lines = file('php://stdin', FILE_IGNORE_NEW_LINES);
    $client = new Client(timeout: 0.5, deadline: 4, log: 'none');
    among_children(WORKERS, static function (int $number) use ($client, $lines): void {
        for ($at = $number; $at < count($lines); $at += WORKERS) {
            fwrite(STDOUT, cancel_payment($client, $lines[$at]) . "\n"); // a line at once, so that those of others do not mix in
        }
    });
}

function cancel_payment(Client $client, string $line): string
{
    $amounts = explode(' ', $line);
    $said = [$receiptId = array_shift($amounts)];
    $cancelledBefore = 0;
    foreach ($amounts as $amount) {
        $price = $amount === '*' ? null : (int) $amount;
        $said[] = $outcome = cancel($client, $receiptId, $price, $cancelledBefore);
        $cancelledBefore += in_array($outcome, ['done', 'unknown:done'], true) ? (int) $price : 0;
    }

    return implode(' ', $said);
}

function cancel(Client $client, string $receiptId, ?int $price, int $cancelledBefore): string
{
    try {
        $failure = $client->cancel($receiptId, $price);
        if ($failure->ok()) {
            return 'done';
        }
        $effect = $failure->effect();
    } catch (BootpayException $failure) {
        $effect = $failure->effect;
    }
    if ($effect === 'none') {
        return 'none';
    }
    for ($try = 0; $try < 10; $try++) { // the receipt may be hard to read too; a merchant would try again later
        try {
            return 'unknown:' . $client->settle($failure, $cancelledBefore)->outcome;
        } catch (BootpayException) {
        }
    }

    return 'unknown:failed';
}

function load_for(float $seconds, int $inFlight): void
{
    $client = new Client(deadline: 2, log: 'none');
    $ends = hrtime(true) + $seconds * 1e9;
    $results = among_children($inFlight, static function (int $first) use ($client, $ends): array {
        $calls = $answered = $slowest = 0;
        while (hrtime(true) < $ends) {
            $began = hrtime(true);
            $answered += is_answered(static fn () => one_call($client, ($first + $calls) % 10, "o-$first-$calls")) ? 1 : 0;
            $slowest = max($slowest, hrtime(true) - $began);
            $calls++;
        }

        return [$calls, $answered, $slowest];
    });
    $slowest = (int) round(max(array_column($results, 2)) / 1e6);
    echo array_sum(array_column($results, 0)), ' ', array_sum(array_column($results, 1)), " $slowest\n";
}

function one_call(Client $client, int $kind, string $orderId): Answer
{
    return match (true) {
        $kind < 4 => $client->certificate(IDENTITY),
        $kind < 7 => $client->verify(PAYMENT),
        $kind === 7 => $client->cancel(IDENTITY),
        $kind === 8 => $client->requestAccessToken(),
        default => $client->subscribeCardBilling(BILLING_KEY, $orderId, 'soak', 1000),
    };
}

match ($argv[2]) {
    'tokens' => tokens(),
    'cancels' => cancels(),
    'load' => load_for((float) $argv[3], (int) $argv[4]),
};
