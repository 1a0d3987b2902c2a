<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * What every exception of this package is. Its message and its fields show no key, no token, no personal data and no body
 * of an answer; its trace has no arguments of yours from PHP 8.2 on (before, `zend.exception_ignore_args` does that).
 */
class BootpayException extends \RuntimeException
{
    /** @internal */
    public const KIND = 'internal';

    /**
     * What went wrong: `config`, `invalid_request`, `connection`, `timeout`, `decode`, `api`, `mismatch`, `identity`,
     * `webhook`, `canceled` or `internal`.
     */
    public readonly string $kind;

    /**
     * @param string|null $kind null: that of the class
     * @param string $effect may the call have taken effect at the server? `none`, or `unknown`: then
     *     {@see Client::settle()} before you try again
     * @param string|null $operation the call that failed, such as `certificate.get`; null when none was made
     * @param int|null $status the HTTP status, when the server answered
     * @param int|string|null $errorCode Bootpay's own code, when the server gave one
     * @param int $attempts how often the request was sent; token requests are not counted
     * @param string|null $requestId what was sent as `X-Request-Id`, the same for every attempt of one call
     * @param string|null $receiptId the receipt that the call was about, if it named one
     * @param string|null $cancelId of a cancel: the id that it carried. Repeated with it, it cannot cancel twice
     * @param int|null $cancelPrice of a cancel: how much it asked for, in won; null: all that is left
     * @param list<string> $causes what lies beneath, outermost first
     */
    final public function __construct(
        string $message = '',
        ?string $kind = null,
        public readonly string $effect = 'none',
        public readonly ?string $operation = null,
        public readonly ?int $status = null,
        public readonly int|string|null $errorCode = null,
        public readonly int $attempts = 0,
        public readonly ?string $requestId = null,
        public readonly ?string $receiptId = null,
        public readonly ?string $cancelId = null,
        public readonly ?int $cancelPrice = null,
        public readonly array $causes = [],
    ) {
        parent::__construct($message);
        $this->kind = $kind ?? static::KIND;
    }

    /** The body of the server's answer as it came, if there was one. It may hold personal data: keep it out of logs. */
    public function body(): ?string
    {
        return Hidden::of($this)['body'] ?? null;
    }

    /**
     * The error that the core reports.
     *
     * @internal
     */
    public static function fromReply(#[\SensitiveParameter] Native\Reply $reply, ?string $operation = null): self
    {
        $meta = \json_decode($reply->meta, true);
        $class = self::CLASSES[$meta['kind']] ?? InternalException::class; // of a kind that is not known: our own defect
        $error = new $class(
            $meta['message'] ?? '',
            kind: $meta['kind'],
            effect: $meta['effect'] ?? 'unknown',
            operation: $meta['operation'] ?? $operation,
            status: $meta['status'] ?? null,
            errorCode: $meta['code'] ?? null,
            attempts: $meta['attempts'] ?? 0,
            requestId: $meta['request_id'] ?? null,
            receiptId: $meta['receipt_id'] ?? null,
            cancelId: $meta['cancel_id'] ?? null,
            cancelPrice: isset($meta['cancel_price']) ? (int) $meta['cancel_price'] : null,
            causes: $meta['causes'] ?? [],
        );
        Hidden::keep($error, ['body' => $reply->body, 'identity' => $meta['identity'] ?? null]);

        return $error;
    }

    private const CLASSES = [
        'config' => ConfigException::class,
        'invalid_request' => InvalidRequestException::class,
        'connection' => ConnectionException::class,
        'timeout' => TimeoutException::class,
        'decode' => DecodeException::class,
        'api' => ApiException::class,
        'mismatch' => MismatchException::class,
        'identity' => IdentityException::class,
        'webhook' => WebhookException::class,
        'canceled' => CanceledException::class,
        'internal' => InternalException::class,
    ];
}

/** The client was made with something that cannot work, or this PHP cannot run it. */
final class ConfigException extends BootpayException
{
    public const KIND = 'config';
}

/** An argument was refused before anything was sent; the message names it. */
final class InvalidRequestException extends BootpayException
{
    public const KIND = 'invalid_request';
}

/** DNS, TCP or TLS failed, or the connection broke before the whole answer was here. */
final class ConnectionException extends BootpayException
{
    public const KIND = 'connection';
}

/** No answer within the time allowed. */
final class TimeoutException extends BootpayException
{
    public const KIND = 'timeout';
}

/** The server answered something that is not the documented JSON. */
final class DecodeException extends BootpayException
{
    public const KIND = 'decode';
}

/** The server said no. Thrown by {@see Answer::unwrap()} and by the calls that throw whatever goes wrong. */
final class ApiException extends BootpayException
{
    public const KIND = 'api';
}

/** The answer is about something else, or the receipt is not the one that {@see Client::verify()} was told to expect. */
final class MismatchException extends BootpayException
{
    public const KIND = 'mismatch';
}

/** A webhook that is not to be believed, or says too little to be compared: answer it with 403. */
final class WebhookException extends BootpayException
{
    public const KIND = 'webhook';
}

/** The call was given up before its answer came. */
final class CanceledException extends BootpayException
{
    public const KIND = 'canceled';
}

/** A defect of this package, or a process without a file descriptor left. */
final class InternalException extends BootpayException
{
    public const KIND = 'internal';
}

/**
 * A verification is not to be believed: see {@see reason()}. The message is for your log, and {@see customerMessage()} for
 * your customer; neither tells who anybody is.
 */
final class IdentityException extends BootpayException
{
    public const KIND = 'identity';

    /**
     * `bad_token`, `other_session`, `other_purpose`, `expired`, `not_finished`, `not_identity`, `other_order` or `used`; empty
     * if you made the exception yourself.
     */
    public function reason(): string
    {
        return Hidden::of($this)['identity']['reason'] ?? '';
    }

    /** The HTTP status that a web handler may answer with, from 400 to 410; 403 if you made the exception yourself. */
    public function httpStatus(): int
    {
        return Hidden::of($this)['identity']['http_status'] ?? 403;
    }

    /**
     * A sentence that your customer may read; empty if you made the exception yourself.
     *
     * @param string $language `ko` or `en`
     */
    public function customerMessage(string $language = 'ko'): string
    {
        if (!\in_array($language, ['ko', 'en'], true)) {
            throw new InvalidRequestException('language must be "ko" or "en"');
        }

        return Hidden::of($this)['identity'][$language] ?? '';
    }
}
