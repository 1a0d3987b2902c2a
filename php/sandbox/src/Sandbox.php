<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/**
 * A project of an offline stand-in for Bootpay's server, with keys, people, payments, faults, clock and journal of its own. The
 * people and the money in it are made up, and nothing leaves this machine.
 *
 * ```php
 * $sandbox = Sandbox::start();
 * BootpayApi::setConfig($sandbox->applicationId, $sandbox->privateKey, baseUrl: $sandbox->url);
 * $receiptId = $sandbox->person(age: 19, fields: ['username' => '김가짜'])['receipt_id'];
 * print_r(BootpayApi::certificate($receiptId));
 * $sandbox->stop();
 * ```
 *
 * {@see start()} starts a sandbox on a free port of this machine, {@see join()} and {@see project()} make further projects in one
 * that runs. It is stopped by {@see stop()}, with this object, and when the process that started it ends, however that happens.
 * A forked child may use it and does not stop it.
 *
 * @property-read string $privateKey A key of this project: it opens nothing else.
 */
final class Sandbox
{
    /** @var \WeakMap<self, string> the private keys, where nobody meets them who prints or compares an object */
    private static \WeakMap $keys;

    /** Where it listens, such as `http://127.0.0.1:41233`; open it in a browser for the console. */
    public readonly string $url;

    public readonly string $applicationId;

    /** The application id for a page. */
    public readonly string $webApplicationId;

    private readonly Control $control;

    /** The process that may end it. */
    private readonly int|false $owner;

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
        $process = new Process($program ?? Process::program(), $arguments);
        $told = $process->told($timeout);

        return new self($told['url'], $told, $told['tls_url'] ?? null, $process->stop(...));
    }

    /**
     * Makes a project in the sandbox that runs at `$url`. {@see stop()} deletes the project.
     *
     * @throws SandboxException no sandbox answers there
     */
    public static function join(string $url): self
    {
        return self::joined(\rtrim($url, '/'), null);
    }

    /** Makes another project in this sandbox: a second shop, which knows nothing of the first. */
    public function project(): self
    {
        return self::joined($this->url, $this->tlsUrl);
    }

    private static function joined(string $url, ?string $tlsUrl): self
    {
        $everywhere = new Control($url);
        $told = $everywhere->call('POST', '/sandbox/projects');
        $id = $told['application_id'] ?? throw $everywhere->nobody('POST', '/sandbox/projects');

        return new self($url, $told, $tlsUrl, static function () use ($everywhere, $id): void {
            try {
                $everywhere->call('DELETE', '/sandbox/projects/' . \rawurlencode($id));
            } catch (SandboxException) { // the sandbox may have ended before
            }
        });
    }

    /**
     * @param array<string, string> $told
     * @param string|null $tlsUrl where it listens for TLS, if the arguments say so
     * @param \Closure $end ends what was started; does nothing when that has ended
     */
    private function __construct(
        string $url,
        #[\SensitiveParameter] array $told,
        public readonly ?string $tlsUrl,
        private readonly \Closure $end,
    ) {
        $this->url = $url;
        $this->applicationId = $told['application_id'];
        $this->webApplicationId = $told['web_application_id'];
        $this->control = new Control($url, $this->applicationId);
        $this->owner = \getmypid();
        if (!isset(self::$keys)) {
            self::$keys = new \WeakMap();
        }
        self::$keys[$this] = $told['private_key'];
    }

    public function __get(string $name): string
    {
        return $name === 'privateKey' ? self::$keys[$this] : throw new \Error('undefined property ' . self::class . "::\$$name");
    }

    public function __isset(string $name): bool
    {
        return $name === 'privateKey';
    }

    private function __clone()
    {
    }

    /**
     * The variables that point a client at it, and keep it away from every other host.
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
            'BOOTPAY_LOOPBACK_ONLY' => '1',
        ];
    }

    /**
     * Options of a client for tests of failures, in seconds: `BootpayApi::withOptions(...$sandbox->quick())`.
     *
     * @return array{timeout: int, deadline: int, maxRetries: int}
     */
    public function quick(): array
    {
        return ['timeout' => 2, 'deadline' => 5, 'maxRetries' => 0];
    }

    /**
     * Verifies a made-up person; the answer has the `receipt_id` to read it with.
     *
     * @param array<string, mixed> $fields `username`, `phone`, `birth`, `gender`, `order_id` and the others of
     *     `POST /sandbox/identities`; null leaves a field out of the certificate
     * @return array<string, mixed>
     * @throws SandboxException a field is wrong; the message says how
     */
    public function identity(array $fields = []): array
    {
        return $this->control('POST', '/sandbox/identities', $fields);
    }

    /**
     * Verifies a made-up person, as {@see identity()} does. Ages are those of the sandbox's clock. One of persona, age, year
     * age and birth at most.
     *
     * @param string|null $persona somebody known by name, such as `turns_19_this_year` or `foreigner`: `bootpay sandbox person
     *     --list` says who there is
     * @param array<string, mixed> $fields others of {@see identity()}; they win over the persona's own
     * @param string|null $orderId the order that the verification was begun for
     * @param int|null $age 만 나이, with the birthday today
     * @param int|null $yearAge 연 나이, with the birthday on 31 December
     * @param int|\DateInterval|null $verifiedAgo how long ago; a number means seconds
     * @param string|list<string>|null $without what the certificate lacks: `ci`, `['phone', 'carrier']`, `order_id` …
     * @return array<string, mixed>
     * @throws SandboxException a field is wrong; the message says how
     */
    public function person(
        ?string $persona = null,
        array $fields = [],
        ?string $orderId = null,
        ?int $age = null,
        ?int $yearAge = null,
        string|\DateTimeInterface|null $birth = null,
        int|\DateInterval|null $verifiedAgo = null,
        string|array|null $without = null,
    ): array {
        return $this->identity(Person::fields($fields, $persona, $age, $yearAge, $birth, $without, $orderId, $verifiedAgo));
    }

    /**
     * The window that the page opened for an order, or one that is opened for it without a browser. It is that of an identity
     * verification, or of a payment if `price` is given. Until {@see Window::approve()} is called it has a receipt id and no
     * certificate.
     *
     * @param array<string, mixed> $fields those of `POST /sandbox/windows`
     */
    public function window(?string $orderId = null, array $fields = []): Window
    {
        $fields = ($orderId === null ? [] : ['order_id' => $orderId]) + $fields;

        return new Window($this->control, $this->control('POST', '/sandbox/windows', $fields));
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
     * The money of a virtual account arrives; the answer is its receipt.
     *
     * @return array<string, mixed>
     */
    public function deposit(string $receiptId): array
    {
        return $this->control('POST', '/sandbox/deposits', ['receipt_id' => $receiptId]);
    }

    /**
     * Lets calls fail, as `POST /sandbox/faults` says.
     *
     * @param array<string, mixed> $fields
     * @return \Closure(): void ends it; does nothing when it is used up or gone
     */
    public function fault(string $kind, array $fields = []): \Closure
    {
        $control = $this->control;
        $id = $control->call('POST', '/sandbox/faults', ['kind' => $kind] + $fields)['id'];

        return static function () use ($control, $id): void {
            $control->call('DELETE', "/sandbox/faults/$id");
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

        return $this->listed($path);
    }

    /**
     * What was sent or waits to be, oldest first: `receipt_id`, `fields`, `state`, `attempts`.
     *
     * @return list<array<string, mixed>>
     */
    public function webhooks(): array
    {
        return $this->listed('/sandbox/webhooks');
    }

    /**
     * Changes the options of the project's admin page, such as `feedback_url`, to which webhooks go; the answer has all of them.
     *
     * @param array<string, mixed> $fields those of `POST /sandbox/settings`
     * @return array<string, mixed>
     */
    public function settings(array $fields = []): array
    {
        return $this->control('POST', '/sandbox/settings', $fields);
    }

    /**
     * What the sandbox saw and a merchant must not do: `kind`, `what`, `how_to_mend`, and `requests`, the numbers of those that
     * show it.
     *
     * @return list<array<string, mixed>>
     */
    public function misuses(): array
    {
        return $this->listed('/sandbox/misuses');
    }

    /** What came, which faults are set and what was misused, one line each: without bodies, queries and keys. */
    public function seen(): string
    {
        try {
            return Seen::text($this->requests(), $this->listed('/sandbox/faults'), $this->misuses());
        } catch (SandboxException $error) {
            return $error->getMessage();
        }
    }

    /** All that the project holds, as JSON, for {@see restore()}. */
    public function snapshot(): string
    {
        return $this->control->text('GET', '/sandbox/snapshot');
    }

    /** Puts the project into the state of a snapshot. */
    public function restore(string $document): void
    {
        $this->control->text('POST', '/sandbox/restore', $document);
    }

    /**
     * Everything as it was at its start: people, payments, faults, clock and journal. Tokens stay good, so that a client that
     * was made before goes on.
     */
    public function reset(): void
    {
        $this->control('POST', '/sandbox/reset', ['keep_tokens' => true]);
    }

    /**
     * Ends what was started: the sandbox, or the project in one that was joined. Does nothing when that has ended, or in a
     * process that did not start it.
     */
    public function stop(): void
    {
        if ($this->owner === \getmypid()) {
            ($this->end)();
        }
    }

    public function __destruct()
    {
        $this->stop();
    }

    /**
     * A control route that has no method here.
     *
     * @param array<string, mixed>|null $fields
     * @return array<array-key, mixed>
     */
    public function control(string $method, string $route, ?array $fields = null): array
    {
        return $this->control->call($method, $route, $fields);
    }

    /** @return list<array<string, mixed>> */
    private function listed(string $route): array
    {
        /** @var list<array<string, mixed>> $listed */
        $listed = $this->control('GET', $route);

        return $listed;
    }
}
