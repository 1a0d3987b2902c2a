<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * The server's answer, as the official package gives it: a `stdClass` with `status`, `code`, `message` and `data`, also of a
 * refusal. Beside it, and in none of its properties, is how the call went.
 *
 * ```php
 * $answer = BootpayApi::cancel('5df6e8034f74b4002177e0bb', 1200, cancelId: 'refund-1');
 * echo $answer->ok() ? $answer->data->remain_price : $answer->message;
 * echo BootpayApi::certificate('612e09260d681b0021e61ab9')->unwrap()->certificate->birth;
 * ```
 *
 * @template-covariant T
 * @property int $status 200 when the call did what was asked, otherwise the HTTP status, or the one that the answer itself names
 *     where HTTP said yes
 * @property int|string $code 0 when the call did what was asked, otherwise Bootpay's error code; the status, if it gave none
 * @property string $message the server's error text, Korean; empty or missing when all is well
 * @property T $data what was asked for; missing in most refusals
 */
final class Answer extends Discreet
{
    /**
     * @internal
     * @param string $params the request as it was sent, as JSON
     * @return self<mixed>
     */
    public static function ofReply(
        #[\SensitiveParameter] Native\Reply $reply,
        string $operation,
        #[\SensitiveParameter] string $params = '{}',
    ): self {
        try {
            // The core has checked the depth already.
            $parsed = \json_decode((string) $reply->body, false, 100_000, \JSON_THROW_ON_ERROR | \JSON_BIGINT_AS_STRING);
        } catch (\JsonException) {
            $parsed = null;
        }
        if (!$parsed instanceof \stdClass) {
            throw self::unreadable($reply, $operation, $params);
        }
        $answer = self::of($parsed);
        if (!$reply->ok) {
            // Of a refusal by HTTP the body may say nothing, or that all is well.
            $refusal = \json_decode($reply->meta);
            $answer->status = $refusal->status;
            if (($refusal->code ?? 0) === 0) {
                $answer->code = $refusal->status;
            }
        }
        Hidden::keep($answer, ['at' => [], 'reply' => $reply, 'operation' => $operation]);

        return $answer;
    }

    /** Whether the server did what was asked. */
    public function ok(): bool
    {
        return $this->reply()->ok;
    }

    /**
     * `none` of a refusal that changed nothing, `unknown` of one that may have taken effect all the same; null of a good
     * answer.
     */
    public function effect(): ?string
    {
        return $this->error()?->effect;
    }

    /** How the call went. */
    public function meta(): Meta
    {
        $reply = $this->reply();

        return Meta::ofJson($reply->meta, Hidden::of($this)['operation']);
    }

    /** The refusal as an exception, which is not thrown; null of a good answer. */
    public function error(): ?ApiException
    {
        $reply = $this->reply();
        $error = $reply->ok ? null : BootpayException::fromReply($reply, Hidden::of($this)['operation']);

        return $error instanceof ApiException ? $error : null;
    }

    /**
     * The data of a good answer; a refusal is thrown.
     *
     * @return T null if the answer has none
     * @throws ApiException
     */
    public function unwrap(): mixed
    {
        if (($error = $this->error()) !== null) {
            throw $error;
        }

        /** @var T $data missing only where it is not documented, and T is mixed then */
        $data = $this->data ?? null;

        return $data;
    }

    private function reply(): Native\Reply
    {
        return Hidden::of($this)['reply']
            ?? throw new \LogicException('this answer is a copy, which does not know how its call went');
    }

    private static function unreadable(
        #[\SensitiveParameter] Native\Reply $reply,
        string $operation,
        #[\SensitiveParameter] string $params,
    ): DecodeException {
        $asked = \json_decode($params, true);
        $meta = Meta::ofJson($reply->meta, $operation);
        // what a call of this operation may have done if nobody can read its answer
        $defect = \json_decode(Native\Library::load()->ask(null, 'defect', $operation)->meta, true);
        $error = new DecodeException(
            "HTTP {$meta->status}: PHP cannot parse the JSON of the answer",
            effect: $defect['effect'] ?? 'unknown',
            operation: $operation,
            status: $meta->status,
            attempts: $meta->attempts,
            requestId: $meta->requestId,
            receiptId: $asked['receipt_id'] ?? null,
            cancelId: $meta->cancelId,
            // the price of another call is none of a cancel
            cancelPrice: $meta->cancelId !== null && isset($asked['price']) ? (int) $asked['price'] : null,
        );
        Hidden::keep($error, ['body' => $reply->body]);

        return $error;
    }
}
