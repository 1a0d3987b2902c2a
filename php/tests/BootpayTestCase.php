<?php

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;
use Bootpay\Sandbox\Sandbox;
use PHPUnit\Framework\TestCase;

/** What most tests need. */
abstract class BootpayTestCase extends TestCase
{
    protected const ID = '5b8f6a4d396fa665fdc2b5ea';
    protected const KEY = 'rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=';
    protected const IDENTITY = '612e09260d681b0021e61ab9';
    protected const PAYMENT = '5df6e67d4f74b4002a77e0eb';
    protected const TO_CANCEL = '5df6e8034f74b4002177e0bb';

    /** A deadline that a call does not come to, as far as a test is concerned. */
    protected const LONG = 86_400;

    private static ?Sandbox $sandbox = null;

    protected function setUp(): void
    {
        self::sandbox()->reset();
    }

    /** One of all tests. */
    protected static function sandbox(): Sandbox
    {
        return self::$sandbox ??= Sandbox::start(program: getenv('BOOTPAY_PROGRAM'));
    }

    /** A client that shares neither token nor connections with those of other tests. */
    protected static function client(mixed ...$options): Client
    {
        static $number = 0;
        $of = ['applicationId' => self::ID, 'privateKey' => self::KEY, 'baseUrl' => self::sandbox()->url, 'maxRetries' => 0];

        return new Client(...$options + $of + ['log' => 'none', 'connectTimeout' => self::LONG - ++$number]);
    }

    /** The same as the official class. */
    protected static function api(mixed ...$options): BootpayApi
    {
        static $number = 0;
        $of = ['applicationId' => self::ID, 'privateKey' => self::KEY, 'baseUrl' => self::sandbox()->url, 'maxRetries' => 0];

        return new BootpayApi(...$options + $of + ['log' => 'none', 'connectTimeout' => self::LONG / 2 - ++$number]);
    }

    /**
     * What has arrived, as the shared cases write it.
     *
     * @return list<array<string, mixed>>
     */
    protected static function seenRequests(): array
    {
        return array_map(static fn (array $request) => [
            'method' => $request['method'],
            'path' => $request['path'],
            'authorization' => $request['headers']['authorization'] ?? null,
            'body' => $request['body'] === '' ? null : json_decode($request['body'], true, flags: JSON_THROW_ON_ERROR),
        ], self::sandbox()->requests());
    }

    /** What has arrived but for token requests, as "GET /receipt/…". */
    protected static function journal(): array
    {
        $lines = array_map(static fn ($request) => "{$request['method']} {$request['path']}", self::sandbox()->requests());

        return array_values(array_filter($lines, static fn ($line) => $line !== 'POST /request/token'));
    }

    protected static function tokenRequests(): int
    {
        return count(array_filter(self::sandbox()->requests(), static fn ($request) => $request['path'] === '/request/token'));
    }

    /** Returns once the server has seen a request for this path. */
    protected static function waitFor(string $path): void
    {
        do {
            $seen = array_column(self::sandbox()->requests(), 'path');
        } while (!in_array($path, $seen, true));
    }

    /** @param class-string<BootpayException> $class */
    protected static function thrown(string $class, callable $call): BootpayException
    {
        try {
            $call();
        } catch (BootpayException $error) {
            self::assertInstanceOf($class, $error);

            return $error;
        }
        self::fail("no $class");
    }

    /**
     * Starts a script in a PHP of its own, where `$client` is one of the sandbox; gives its process and its output.
     *
     * @return array{resource, resource}
     */
    protected static function started(string $script, array $options = []): array
    {
        $prelude = 'require getenv("BOOTPAY_VENDOR") . "/autoload.php";'
            . 'use Bootpay\BackendPhp\{BootpayApi, BootpayException, Client};'
            . sprintf('$client = new Client("%s", "%s", baseUrl: "%s", log: "none", maxRetries: 0, timeout: %d, deadline: %d);',
                self::ID, self::KEY, self::sandbox()->url, self::LONG, self::LONG);
        $command = [PHP_BINARY, '-d', 'error_log=', ...$options, '-r', $prelude . $script];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);

        return [$process, $pipes[1]];
    }

    /**
     * A line, or with the mark of the end of all, what a script prints to it. A script that hangs fails its test.
     *
     * @param array{resource, resource} $script
     */
    protected static function said(array $script, string $until = ''): string
    {
        [$process, $output] = $script;
        $said = '';
        while (!feof($output) && ($until === '' || !str_ends_with($said, $until))) {
            $readable = [$output];
            $none = null;
            if (stream_select($readable, $none, $none, 60) === 0) {
                proc_terminate($process, SIGKILL);
                self::fail("it hangs, and said: $said");
            }
            $said .= $until === '' ? fread($output, 8192) : fgetc($output);
        }

        return $said;
    }

    /**
     * A client with a token, of a server that has this answer to everything; the server runs as long as what is returned.
     *
     * @return array{BootpayApi, object}
     */
    protected static function answeredWith(int $status, string $body): array
    {
        $file = tempnam(sys_get_temp_dir(), 'bootpay'); // an argument has a greatest length
        file_put_contents($file, $body);
        [$process, $output] = self::started(sprintf('
            $body = file_get_contents("%s");
            $server = stream_socket_server("tcp://127.0.0.1:0");
            echo stream_socket_get_name($server, false), "\n";
            while ($connection = stream_socket_accept($server, 86400)) {
                for ($length = 0; !in_array($line = fgets($connection), ["\r\n", false], true);) {
                    $length = sscanf(strtolower($line), "content-length: %%d")[0] ?? $length;
                }
                stream_get_contents($connection, $length);
                fwrite($connection, "HTTP/1.1 %d Answer\r\ncontent-type: application/json\r\nconnection: close\r\n"
                    . "content-length: " . strlen($body) . "\r\n\r\n" . $body);
                fclose($connection);
            }
        ', $file, $status));
        $running = new class ($process) {
            public function __construct(private $process)
            {
            }

            public function __destruct()
            {
                proc_terminate($this->process);
                proc_close($this->process);
            }
        };
        $api = self::api(baseUrl: 'http://' . trim(self::said([$process, $output], "\n")));
        unlink($file);
        $api->setAccessToken('t-1');

        return [$api, $running];
    }

    /** All that a script prints. */
    protected static function printed(string $script, array $options = []): string
    {
        [$process, $output] = self::started($script, $options);
        $said = self::said([$process, $output]);
        proc_close($process);

        return $said;
    }
}
