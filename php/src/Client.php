<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * The Bootpay server API for one project: {@see BootpayApi} forwards to it, and it may be used by itself, for example in a
 * container of services.
 *
 * Every call gets and renews its access token by itself. All clients of the same configuration in one process are one: they
 * share connections and token, over the requests of php-fpm too. A client that was made, and used, before `pcntl_fork` works
 * in the child. Making one starts no thread, opens no connection and sends nothing.
 *
 * A call returns the server's {@see Answer}, also if the server refused: 401 for wrong keys or a source address that the
 * project does not allow, 404 for an unknown id, 500 for a card or a charge that the payment company refused. All else is
 * thrown, as a {@see BootpayException}: {@see InvalidRequestException} names an argument that cannot be, and nothing was sent
 * then; {@see ConnectionException}, {@see TimeoutException}, {@see DecodeException}, {@see MismatchException}.
 *
 * A call that only reads, and one that cannot act twice, is repeated by itself after a failure. A call that moves money or
 * sends something is not; if its `effect` is `unknown`, {@see settle()} it before you try again. A signal handler that throws
 * gives a waiting call up and closes its connection.
 *
 * Amounts are whole won. A null is not sent, and neither is an empty array for a whole field. Text has to be UTF-8.
 *
 * @phpstan-import-type AccessToken from Calls
 * @phpstan-import-type Receipt from Calls
 */
final class Client extends Calls
{
    private readonly object $handle;
    private readonly AttemptLog $attempts;

    /**
     * Of each call, before those of the handle.
     *
     * @var array<string, mixed>
     */
    private array $limits = [];

    /** The tokens, which {@see withOptions()} shares. */
    private readonly \stdClass $tokens;

    /**
     * @param string|null $applicationId the project's **REST** application id, 24 hex digits; null: the environment variable
     *     `BOOTPAY_APPLICATION_ID`
     * @param string|null $privateKey the project's private key; null: `BOOTPAY_PRIVATE_KEY`
     * @param string|null $mode `production`, `development`, `stage` or `test`; or `sandbox`, where `bootpay sandbox` listens on
     *     this machine, with the documentation's keys if none are given; null: `BOOTPAY_MODE`, or else production
     * @param string|null $baseUrl where to send requests instead of the mode's host, for example a sandbox; null:
     *     `BOOTPAY_BASE_URL`, or else the mode's host
     * @param int|float|null $connectTimeout seconds for DNS, TCP and TLS of one connection; null: 5
     * @param int|float|null $timeout seconds for one attempt; null: 30, and 60 for a call that waits on a card company
     * @param int|float|null $deadline seconds for a call in all: token request, attempts and pauses; null: 60, and 120
     * @param int|null $maxRetries how often a call that may be repeated is repeated at most; null: 2
     * @param \Psr\Log\LoggerInterface|null $logger gets one line for each attempt of a call once the call is over: `warning` if no
     *     answer came, or 429 or 5xx, else `debug`. Lines hold no id, no body and no key; the context has operation, method, path
     *     template, status, attempt, duration and request id. Null: warnings go to `error_log`
     * @param string|null $log from which level on lines are made: `debug`, `warn` or `none`; null: `debug` for a logger of
     *     yours, else what `BOOTPAY_LOG` says, or `warn`
     * @param callable|null $onAttempt is told of each attempt with an array, as the logger is, for spans and counters
     * @throws ConfigException for an empty key, an unknown mode, a bad base URL, a time that cannot be; and where this PHP
     *     cannot call the core, such as php-fpm without `ffi.enable` and without the extension
     */
    public function __construct(
        #[\SensitiveParameter] $applicationId = null,
        #[\SensitiveParameter] $privateKey = null,
        $mode = null,
        $baseUrl = null,
        $connectTimeout = null,
        $timeout = null,
        $deadline = null,
        $maxRetries = null,
        ?object $logger = null,
        $log = null,
        $onAttempt = null,
    ) {
        $this->attempts = new AttemptLog($logger, $log, $onAttempt);
        $library = Native\Library::load();
        $texts = ['application_id' => $applicationId, 'private_key' => $privateKey, 'mode' => $mode, 'base_url' => $baseUrl];
        $config = self::limits($timeout, $deadline, $maxRetries);
        foreach ($texts as $name => $given) {
            $config[$name] = Fields::optionalText($name, $given, ConfigException::class);
        }
        $config['connect_timeout'] = Fields::setting($connectTimeout);
        $config['user_agent'] = self::userAgent($library);
        $config['environment'] = (object) self::environment($library);
        $opened = $library->open(Fields::text($config));
        if ($opened instanceof Native\Reply) {
            throw BootpayException::fromReply($opened);
        }
        $this->handle = $opened;
        $this->tokens = new \stdClass();
        Hidden::keep($this->tokens, []);
    }

    /**
     * The same client with other limits, for some of its calls. It shares keys, token, connections, logger and `onAttempt`,
     * and this client's own limits stay as they are.
     *
     * ```php
     * $quick = $client->withOptions(timeout: 2, deadline: 5, maxRetries: 0);
     * ```
     *
     * @param int|float|null $timeout seconds for one attempt; null: as in this client
     * @param int|float|null $deadline seconds for a call in all; null: as in this client
     * @param int|null $maxRetries how often a call that may be repeated is repeated at most; null: as in this client
     * @throws ConfigException for a time or a number that cannot be
     */
    public function withOptions($timeout = null, $deadline = null, $maxRetries = null): self
    {
        $limits = \array_filter(self::limits($timeout, $deadline, $maxRetries), static fn ($limit) => $limit !== null);
        // What cannot be is refused here, and not by a call some time later. Of this call nothing is sent: nobody waits.
        $tried = Native\Library::load()->start($this->handle, 'token.request', '{}', Fields::text((object) $limits));
        if (($refusal = $tried->over()) !== null) {
            throw new ConfigException(BootpayException::fromReply($refusal)->getMessage());
        }
        $client = clone $this;
        $client->limits = $limits + $this->limits;

        return $client;
    }

    /**
     * Asks the server for an access token: `POST /request/token`. Other calls get theirs by themselves; this one checks the
     * keys and fills {@see token()}.
     *
     * @return Answer<AccessToken> `token`, `server_time` and `expired_at` (Unix seconds)
     */
    public function requestAccessToken(): Answer
    {
        $set = Hidden::of($this->tokens);
        Hidden::keep($this->tokens, ['returned' => $set['returned'] ?? null]);
        try {
            $answer = $this->call('token.request', []);
        } catch (\Throwable $failure) {
            Hidden::keep($this->tokens, $set);
            throw $failure;
        }
        Hidden::keep($this->tokens, $answer->ok() ? ['returned' => $answer->data->token] : $set);

        return $answer;
    }

    /**
     * Sends this token with every call, as it is and without renewal, until the next {@see requestAccessToken()}.
     *
     * @param string|null $token null: back to the tokens that the client gets by itself
     * @return string|null the token
     */
    public function setAccessToken(#[\SensitiveParameter] $token)
    {
        $set = Hidden::of($this->tokens);
        Hidden::keep($this->tokens, ['by_hand' => Fields::optionalText('token', $token)] + $set);

        return $token;
    }

    /** The token that was set by hand; else the last one that {@see requestAccessToken()} returned; else null. */
    public function token(): ?string
    {
        $tokens = Hidden::of($this->tokens);

        return $tokens['by_hand'] ?? $tokens['returned'] ?? null;
    }

    /** Where requests go, for example `https://api.bootpay.co.kr`. */
    public function baseUrl(): string
    {
        return (string) Native\Library::load()->ask($this->handle, 'base_url')->body;
    }

    /**
     * Reads a receipt, to verify a payment: `GET /receipt/{receipt_id}`. A payment is good only if its status is 1, the price is
     * the one that you asked for and the order is yours: the receipt id came through the customer's browser.
     *
     * With an expectation this call compares for you, and throws whenever the receipt is not known to be the expected one.
     *
     * ```php
     * BootpayApi::verify('5df6e67d4f74b4002a77e0eb', expectedPrice: 3000, expectedOrderId: '1576461949');
     * // here it is paid, with 3,000 won, for that order: ship it
     * ```
     *
     * @param string $receiptId as the browser got it: letters, digits, `_` and `-`
     * @param int|NotGiven $expectedPrice the price that you asked for, in won
     * @param string|int|NotGiven $expectedOrderId the order id that you issued
     * @param int|NotGiven $expectedStatus the status that it must have; by default 1, paid, if another expectation is given;
     *     before {@see submit()} it is 2
     * @return Answer<Receipt>
     * @throws MismatchException if status, price or order id is not the expected one
     * @throws ApiException if the server refused, and something was expected
     * @throws BootpayException whatever else goes wrong
     */
    public function verify(
        $receiptId,
        $expectedPrice = NotGiven::Anything,
        $expectedOrderId = NotGiven::Anything,
        $expectedStatus = NotGiven::Anything,
    ): Answer {
        $expected = \array_filter([
            'expected_price' => $expectedPrice,
            'expected_order_id' => $expectedOrderId,
            'expected_status' => $expectedStatus,
        ], static fn ($expectation) => $expectation !== NotGiven::Anything);
        foreach ($expected as $name => $expectation) {
            if ($expectation === null) {
                throw Fields::refused('receipt.get', $name, 'is null, so nothing would be compared');
            }
        }
        $answer = $this->call('receipt.get', ['receipt_id' => $receiptId] + $expected);
        if ($expected !== []) {
            $answer->unwrap();
        }

        return $answer;
    }

    /**
     * Finds out what became of a cancel or an approval whose answer was lost, by reading its receipt. Sends nothing that could
     * take effect, and is repeated by itself after a failure.
     *
     * A receipt says how much was cancelled so far, and not by which request. What became of a cancel of a part follows from
     * what was cancelled before it: give that from your own books, and see to it that nobody else cancels the same payment
     * meanwhile.
     *
     * ```php
     * try {
     *     BootpayApi::cancel('5df6e8034f74b4002177e0bb', 1200, cancelId: 'refund-1')->unwrap();
     * } catch (BootpayException $error) {
     *     if ($error->effect === 'unknown') {
     *         echo BootpayApi::settle($error, cancelledBefore: 0)->outcome;
     *     }
     * }
     * ```
     *
     * @param BootpayException|Answer<mixed> $failure the failed call, with `effect` `unknown`
     * @param int|null $cancelledBefore what was cancelled of this payment before the lost cancel, in won; null: not said
     * @throws InvalidRequestException if there is nothing to settle, or it has no receipt, as a charge; nothing is sent then
     * @throws BootpayException whatever else goes wrong
     */
    public function settle($failure, $cancelledBefore = null): Settlement
    {
        $error = $failure instanceof Answer ? $failure->error() : $failure;
        if (!$failure instanceof Answer && !$failure instanceof BootpayException) {
            $is = \get_debug_type($failure);
            throw Fields::refused('receipt.settle', 'failure', "must be a BootpayException or a refused Answer, not $is");
        }
        $lost = [
            'effect' => $error->effect ?? ExplicitNull::Value,
            'operation' => $error->operation ?? ExplicitNull::Value,
            'receipt_id' => $error->receiptId ?? ExplicitNull::Value,
            'cancel_price' => $error->cancelPrice ?? ExplicitNull::Value, // all that was left
        ];

        return $this->settled(\array_filter(['cancelled_before' => $cancelledBefore], static fn ($won) => $won !== null)
            + ['failure' => $lost]);
    }

    /**
     * Does for a cancel what {@see settle()} does, when only your books are left of it: after your process was stopped, or the
     * call was interrupted.
     *
     * @param string $receiptId the receipt that was to be cancelled
     * @param int|null $cancelPrice how much the lost cancel asked for, in won; null: all that was left
     * @param int|null $cancelledBefore what was cancelled of this payment before it, in won; null: not said
     */
    public function settleCancel($receiptId, $cancelPrice = null, $cancelledBefore = null): Settlement
    {
        return $this->settled([
            'receipt_id' => $receiptId,
            'cancel_price' => $cancelPrice,
            'cancelled_before' => $cancelledBefore,
        ]);
    }

    /** Identity verification (본인인증) in one call: begins it, and confirms it once. */
    public function identity(): Identity
    {
        return new Identity(
            $this->handle,
            fn (#[\SensitiveParameter] array $request) => \json_decode(
                (string) $this->reply('identity.confirm', Fields::json('identity.confirm', $request), true)->body,
                true,
            )['data'],
        );
    }

    /** Reads the webhooks that Bootpay sends to your server, and tells which are to be believed. */
    public function webhook(): Webhooks
    {
        return new Webhooks($this, $this->handle);
    }

    /** @return array<string, string> without keys and tokens */
    public function __debugInfo(): array
    {
        return ['base_url' => $this->baseUrl()];
    }

    /** @return never */
    public function __serialize(): array
    {
        throw new \LogicException('a client has a private key, which does not belong into a cache or a queue: make one there');
    }

    protected function call(string $operation, #[\SensitiveParameter] array $fields): Answer
    {
        $params = Fields::json($operation, $fields);

        return Answer::ofReply($this->reply($operation, $params, false), $operation, $params);
    }

    /** @param array<string, mixed> $fields */
    private function settled(#[\SensitiveParameter] array $fields): Settlement
    {
        $reply = $this->reply('receipt.settle', Fields::json('receipt.settle', $fields), true);
        $receipt = Answer::ofReply($reply, 'receipt.settle');

        return new Settlement($receipt->meta()->outcome ?? 'unclear', $receipt);
    }

    /**
     * @param string $params the request as JSON
     * @param bool $throwsRefusals whether what the server refused is thrown as well
     */
    private function reply(string $operation, #[\SensitiveParameter] string $params, bool $throwsRefusals): Native\Reply
    {
        $options = ['log' => $this->attempts->least()] + $this->limits;
        $token = Hidden::of($this->tokens)['by_hand'] ?? null;
        if ($token !== null) {
            $options['token'] = $token;
        }
        $call = Native\Library::load()->start($this->handle, $operation, $params, Fields::text($options));
        try {
            $reply = $call->reply();
        } finally {
            $this->attempts->tell($call->log());
        }
        $isRefusal = !$reply->ok && \json_decode($reply->meta)->kind === 'api';
        if (!$reply->ok && ($throwsRefusals || !$isRefusal)) {
            throw BootpayException::fromReply($reply, $operation);
        }

        return $reply;
    }

    /** @return array<string, int|float|string|null> */
    private static function limits(mixed $timeout, mixed $deadline, mixed $maxRetries): array
    {
        return [
            'timeout' => Fields::setting($timeout),
            'deadline' => Fields::setting($deadline),
            'max_retries' => Fields::setting($maxRetries),
        ];
    }

    /** Which program calls, for the server's logs. */
    private static function userAgent(Native\Library $library): string
    {
        $system = \PHP_OS_FAMILY . '-' . \php_uname('m');

        return 'bootpay-php/' . $library->ask(null, 'version')->body . ' (' . \PHP_SAPI . '/' . \PHP_VERSION . "; $system)";
    }

    /**
     * What the environment says of the names that the core knows. What is not UTF-8 is kept as far as it can be read, so that
     * it is refused and not taken for unset.
     *
     * @return array<string, string>
     */
    private static function environment(Native\Library $library): array
    {
        $environment = [];
        foreach (\json_decode((string) $library->ask(null, 'environment')->body, true) as $name) {
            // Of a web server `HTTP_…` are the headers of whoever calls it.
            $value = \getenv($name, \str_starts_with($name, 'HTTP_'));
            if (\is_string($value)) {
                $environment[$name] = Fields::isUtf8($value) ? $value : (string) \preg_replace('/[^\x00-\x7F]+/', "\u{FFFD}", $value);
            }
        }

        return $environment;
    }
}
