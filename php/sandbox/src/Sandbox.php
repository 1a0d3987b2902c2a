<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/** The sandbox did not start, is not there any more, or refused a control call. */
final class SandboxException extends \RuntimeException
{
}

/**
 * An offline stand-in for Bootpay's server on a free port of this machine, for development and tests. The people and the money
 * in it are made up, and nothing leaves this machine.
 *
 * ```php
 * $sandbox = Sandbox::start();
 * BootpayApi::setConfig($sandbox->applicationId, $sandbox->privateKey, baseUrl: $sandbox->url);
 * $receiptId = $sandbox->identity(['username' => '김가짜', 'birth' => '1990-10-04'])['receipt_id'];
 * print_r(BootpayApi::certificate($receiptId));
 * $sandbox->stop();
 * ```
 *
 * It is stopped by {@see stop()}, with this object, and when the process that started it ends, however that happens. A forked
 * child may use it and does not stop it.
 */
final class Sandbox
{
    /** How many seconds a control call may take. */
    private const PATIENCE = 30;

    /** Where it listens, such as `http://127.0.0.1:41233`; open it in a browser for the console. */
    public readonly string $url;

    public readonly string $applicationId;

    /** A key of this sandbox: it opens nothing else. */
    public readonly string $privateKey;

    /** The application id for a page. */
    public readonly string $webApplicationId;

    private readonly int $owner;

    /** @var resource|null */
    private $process;

    /** @var array<int, resource> */
    private array $pipes = [];

    /**
     * Starts one and waits until it listens.
     *
     * @param list<string> $arguments more options of `bootpay sandbox`, such as `['--seed', '7']`
     * @param float $timeout how many seconds it may take to start
     * @param string|null $program the program `bootpay`; null: the one in this package
     * @throws SandboxException it did not start; the message has what the program wrote
     */
    public static function start(array $arguments = [], float $timeout = 30, ?string $program = null): self
    {
        return new self($arguments, $timeout, $program ?? self::program());
    }

    /** The path of the program `bootpay` that this package has for this platform. */
    public static function program(): string
    {
        $machine = match ($name = \strtolower(\php_uname('m'))) {
            'amd64' => 'x86_64',
            'arm64' => 'aarch64',
            default => $name,
        };
        $program = \dirname(__DIR__) . "/programs/$machine-" . \strtolower(\PHP_OS_FAMILY) . '/bootpay';
        if (\is_file($program) && !\is_executable($program)) {
            @\chmod($program, 0755); // Composer keeps no modes where it unpacks with PHP itself
        }

        return $program;
    }

    /** @param list<string> $arguments */
    private function __construct(array $arguments, float $timeout, string $program)
    {
        $this->owner = \getmypid();
        $told = \json_decode($this->firstLine($arguments, $timeout, $program), true);
        $this->url = $told['url'];
        $this->applicationId = $told['application_id'];
        $this->privateKey = $told['private_key'];
        $this->webApplicationId = $told['web_application_id'];
    }

    /**
     * The variables that point a client at it.
     *
     * @return array<string, string>
     */
    public function env(): array
    {
        return [
            'BOOTPAY_BASE_URL' => $this->url,
            'BOOTPAY_APPLICATION_ID' => $this->applicationId,
            'BOOTPAY_PRIVATE_KEY' => $this->privateKey,
            'BOOTPAY_WEB_APPLICATION_ID' => $this->webApplicationId,
        ];
    }

    /**
     * Verifies a made-up person; the answer has the `receipt_id` to read it with.
     *
     * @param array<string, mixed> $fields `username`, `phone`, `birth`, `gender`, `order_id` and the others of
     *     `POST /sandbox/identities`
     * @return array<string, mixed>
     */
    public function identity(array $fields = []): array
    {
        return $this->control('POST', '/sandbox/identities', $fields);
    }

    /**
     * Verifies somebody who is known by name, such as `turns_19_this_year`: `bootpay sandbox person --list` says who there is.
     *
     * @param array<string, mixed> $fields as for {@see identity()}; they win over the persona's own, all but `birth`
     * @return array<string, mixed>
     */
    public function person(string $persona, array $fields = []): array
    {
        return $this->identity(['persona' => $persona] + $fields);
    }

    /**
     * Opens the window of an identity verification in which nobody is verified, without a browser.
     *
     * @param string $outcome `unfinished`, `cancelled` or `failed`
     * @param array<string, mixed> $fields `order_id`, `name`, `receipt_id`
     * @return array<string, mixed>
     */
    public function window(string $outcome = 'unfinished', array $fields = []): array
    {
        return $this->control('POST', '/sandbox/windows', ['outcome' => $outcome] + $fields);
    }

    /**
     * Makes a payment; the answer is its receipt.
     *
     * @param array<string, mixed> $fields those of `POST /sandbox/payments`: `price` is required, a `status` of 1 is a paid one
     * @return array<string, mixed>
     */
    public function payment(array $fields): array
    {
        return $this->control('POST', '/sandbox/payments', $fields);
    }

    /**
     * Lets calls fail, as `POST /sandbox/faults` says.
     *
     * @param array<string, mixed> $fields
     * @return \Closure(): void ends it
     */
    public function fault(string $kind, array $fields = []): \Closure
    {
        $id = $this->control('POST', '/sandbox/faults', ['kind' => $kind] + $fields)['id'];

        return function () use ($id): void {
            $this->control('DELETE', "/sandbox/faults/$id");
        };
    }

    /** Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again. */
    public function advance(int $days = 0, int $hours = 0, int $minutes = 0, int $seconds = 0): void
    {
        $this->control('POST', '/sandbox/clock', ['advance_s' => (($days * 24 + $hours) * 60 + $minutes) * 60 + $seconds]);
    }

    /**
     * What has arrived, oldest first: `method`, `path`, `headers`, `body`. With an operation, by its name in errors and logs such
     * as `payment.cancel`, only what asked for that.
     *
     * @return list<array<string, mixed>>
     */
    public function requests(?string $operation = null): array
    {
        $path = $operation === null ? '/sandbox/requests' : '/sandbox/operations/' . \rawurlencode($operation) . '/requests';

        return $this->control('GET', $path);
    }

    /** Everything as it was at its start: people, payments, faults, clock and journal. */
    public function reset(): void
    {
        $this->control('POST', '/sandbox/reset');
    }

    /** Ends it. Does nothing when it has ended, or in a process that did not start it. */
    public function stop(): void
    {
        if ($this->process === null || $this->owner !== \getmypid()) {
            return;
        }
        \array_map('fclose', $this->pipes);
        \proc_terminate($this->process);
        \proc_close($this->process);
        $this->process = null;
    }

    public function __destruct()
    {
        $this->stop();
    }

    /**
     * A control request.
     *
     * @param array<string, mixed>|null $fields
     * @return array<array-key, mixed>
     */
    public function control(string $method, string $route, ?array $fields = null): array
    {
        $http = ['method' => $method, 'ignore_errors' => true, 'timeout' => self::PATIENCE];
        if ($fields !== null) {
            $http['header'] = 'content-type: application/json';
            $http['content'] = \json_encode((object) $fields, \JSON_THROW_ON_ERROR);
        }
        $said = @\file_get_contents($this->url . $route, false, \stream_context_create(['http' => $http]));
        if ($said === false) {
            throw new SandboxException("$method $route: the sandbox at {$this->url} does not answer");
        }
        $answer = \json_decode($said, true);
        if (\preg_match('#^HTTP/\S+ 2#', $http_response_header[0]) !== 1) {
            throw new SandboxException("$method $route: " . ($answer['error'] ?? $said));
        }

        return $answer;
    }

    /**
     * It ends when its standard input does, which this process holds open.
     *
     * @param list<string> $arguments
     */
    private function firstLine(array $arguments, float $timeout, string $program): string
    {
        $command = [$program, 'sandbox', '--listen', '127.0.0.1:0', '--json', '--with-parent', ...$arguments];
        $errors = \tmpfile();
        // a program that cannot be executed is no failure of proc_open
        $process = \is_executable($program)
            ? @\proc_open($command, [['pipe', 'r'], ['pipe', 'w'], $errors], $this->pipes)
            : false;
        if ($process === false) {
            throw new SandboxException("the sandbox cannot be run on this machine: $program");
        }
        $this->process = $process;
        $readable = [$this->pipes[1]];
        $none = null;
        $inTime = \stream_select($readable, $none, $none, (int) $timeout, (int) (\fmod($timeout, 1) * 1e6)) === 1;
        $line = $inTime ? \fgets($this->pipes[1]) : false;
        if ($line !== false) {
            return $line;
        }
        $this->stop();
        \rewind($errors);
        $why = $inTime ? 'ended' : "did not listen within $timeout s";
        throw new SandboxException(\rtrim("the sandbox $why: " . \stream_get_contents($errors)));
    }
}
