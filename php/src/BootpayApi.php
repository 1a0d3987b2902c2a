<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * The class of the official package, with its method names, argument orders and answers. Every call may be made on the class,
 * which uses what {@see setConfig()} was told last (or the environment's `BOOTPAY_*`), and on an object, which keeps its own
 * project. {@see Client} has the same methods as real ones, with their documentation.
 *
 * ```php
 * $bootpay = BootpayApi::setConfig('5b8f6a4d396fa665fdc2b5ea', 'rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=');
 * $answer = $bootpay->certificate('612e09260d681b0021e61ab9');
 * echo $answer->status, $answer->unwrap()->order_id;
 * ```
 *
 * @phpstan-import-type AccessToken from Calls
 * @phpstan-import-type Receipt from Calls
 * @phpstan-consistent-constructor
 * @method static Answer<AccessToken> requestAccessToken()
 * @method static string|null setAccessToken(string|null $token)
 * @method static string|null token()
 * @method static string baseUrl()
 * @method static Client withOptions(int|float|null $timeout = null, int|float|null $deadline = null, int|null $maxRetries = null)
 * @method static Answer<Receipt> verify(string $receiptId, int|NotGiven $expectedPrice = NotGiven::Anything, string|int|NotGiven $expectedOrderId = NotGiven::Anything, int|NotGiven $expectedStatus = NotGiven::Anything)
 * @method static Settlement settle(BootpayException|Answer<mixed> $failure, int|null $cancelledBefore = null)
 * @method static Settlement settleCancel(string $receiptId, int|null $cancelPrice = null, int|null $cancelledBefore = null)
 * @method static Identity identity()
 * @method static Webhooks webhook()
 */
class BootpayApi extends StaticCalls
{
    /** Banks and their three digits, for `$refund['bankcode']` of `cancel`. */
    public const BankCode = BankCodes::BY_NAME;

    private static ?self $current = null;

    /** As it was given; empty: the environment's, or production. */
    public readonly string $mode;

    private readonly Client $client;

    /**
     * The arguments are those of {@see Client}.
     *
     * @param string|null $applicationId
     * @param string|null $privateKey
     * @param string|null $mode
     * @param mixed ...$options the others, by their names
     */
    public function __construct(
        #[\SensitiveParameter] $applicationId = null,
        #[\SensitiveParameter] $privateKey = null,
        $mode = null,
        #[\SensitiveParameter] ...$options,
    ) {
        $this->client = new Client($applicationId, $privateKey, $mode, ...$options);
        $this->mode = \is_string($mode) ? $mode : '';
    }

    /**
     * A project, which is the one of the calls on the class from now on. The arguments are those of {@see Client}.
     *
     * @param string|null $applicationId
     * @param string|null $privateKey
     * @param string|null $mode
     * @param mixed ...$options the others, by their names
     */
    public static function setConfig(
        #[\SensitiveParameter] $applicationId = null,
        #[\SensitiveParameter] $privateKey = null,
        $mode = null,
        #[\SensitiveParameter] ...$options,
    ): static {
        return self::$current = new static($applicationId, $privateKey, $mode, ...$options);
    }

    /** What the calls on the class use. */
    public static function instance(): self
    {
        return self::$current ??= new static();
    }

    /** @param array<array-key, mixed> $arguments */
    public function __call(string $name, #[\SensitiveParameter] array $arguments): mixed
    {
        if (!\is_callable([$this->client, $name])) {
            throw new \BadMethodCallException(static::class . " has no method $name");
        }

        return $this->client->{$name}(...$arguments);
    }

    /** @param array<array-key, mixed> $arguments */
    public static function __callStatic(string $name, #[\SensitiveParameter] array $arguments): mixed
    {
        return self::instance()->__call($name, $arguments);
    }
}
