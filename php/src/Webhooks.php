<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * The webhooks of one client, as {@see Client::webhook()} gives it: what Bootpay sends on its own when a payment changes.
 *
 * A v1 webhook has no signature. What can be checked of it, {@see verify()} checks; it is a hint even then, so {@see reverify()}
 * it and act on the receipt, if its order and price are those of your books. Act once per `receiptId` and `status`: the same
 * webhook comes up to ten times. Keep the body out of logs: it may hold your **private key**.
 *
 * ```php
 * $event = BootpayApi::webhook()->verify(
 *     file_get_contents('php://input'),
 *     remoteAddress: $_SERVER['REMOTE_ADDR'],
 *     contentType: $_SERVER['CONTENT_TYPE'] ?? null,
 * );
 * $receipt = BootpayApi::webhook()->reverify($event)->unwrap();
 * echo Webhooks::ANSWER;
 * ```
 *
 * @phpstan-import-type Receipt from Calls
 */
final class Webhooks
{
    /** What a webhook has to be answered with, as plain text: exactly this, or the server sends it again. */
    public const ANSWER = 'OK';

    /** @internal */
    public function __construct(private readonly Client $client, private readonly object $handle)
    {
    }

    /**
     * Reads a webhook of either kind, form-encoded or JSON, after all that can be checked of it: the sender's address, and the
     * private key, which the form-encoded kind has to have. The key is taken out. Sends nothing.
     *
     * `$forwardedFor` is read from the right, and only as long as what stands there is one of your own proxies. Do not give
     * Laravel's or Symfony's `getClientIp()` as `$remoteAddress`: they may believe other proxies than you have.
     *
     * @param string $body the raw body: `file_get_contents('php://input')`, Laravel's `$request->getContent()`
     * @param string|null $remoteAddress the other end of the connection: `$_SERVER['REMOTE_ADDR']`
     * @param string|null $contentType the header `Content-Type`; null: by the first character of the body
     * @param string|null $forwardedFor the header `X-Forwarded-For`: `$_SERVER['HTTP_X_FORWARDED_FOR']`
     * @param list<string> $trustedProxies your own proxies, as addresses or ranges such as `10.0.0.0/8`; `unix` is one that brings
     *     the webhook over a Unix socket, if the server has no address then
     * @param list<string>|null $allowedSources addresses or ranges to accept webhooks from; null: Bootpay's, and this machine too
     *     if the client talks to a sandbox on it, with the sandbox's key
     * @throws WebhookException if it came from elsewhere, has another key or none, or cannot be read: answer 403
     * @throws InvalidRequestException if an argument cannot be
     */
    public function verify(
        #[\SensitiveParameter] $body,
        $remoteAddress,
        $contentType = null,
        $forwardedFor = null,
        $trustedProxies = [],
        $allowedSources = null,
    ): WebhookEvent {
        $delivery = [
            'content_type' => Fields::optionalText('contentType', $contentType),
            'remote_address' => Fields::optionalText('remoteAddress', $remoteAddress),
            'forwarded_for' => Fields::optionalText('forwardedFor', $forwardedFor),
            'trusted_proxies' => self::ranges('trustedProxies', $trustedProxies),
        ];
        if ($allowedSources !== null) {
            $delivery['allowed_sources'] = self::ranges('allowedSources', $allowedSources);
        }

        return $this->read($body, $delivery);
    }

    /**
     * Reads a webhook and **believes nothing**: neither the sender nor the key is looked at, so anybody may have written it. For
     * looking at recorded bodies; {@see verify()} what arrives. The key is taken out all the same. Sends nothing.
     *
     * @param string $body the raw body
     * @param string|null $contentType the header `Content-Type`; null: by the first character of the body
     * @throws WebhookException if it cannot be read
     */
    public function parse(#[\SensitiveParameter] $body, $contentType = null): WebhookEvent
    {
        $delivery = ['content_type' => Fields::optionalText('contentType', $contentType), 'only_read' => true];

        return $this->read($body, $delivery);
    }

    /**
     * Reads the receipt of a webhook again and compares its status, its price and, if the webhook has one, its order id with what
     * the webhook says. Act on the receipt, and only if order and price are also those that **your own books** have: webhook and
     * receipt may both tell of a payment that was made cheaper in the browser.
     *
     * @return Answer<Receipt>
     * @throws MismatchException if the receipt says otherwise: the webhook is forged, or the payment went on since
     * @throws WebhookException if the event has no status or no price; nothing is sent then
     * @throws BootpayException whatever else goes wrong
     */
    public function reverify(WebhookEvent $event): Answer
    {
        $compared = Fields::text([
            'receipt_id' => $event->receiptId,
            'status' => $event->status,
            'price' => $event->price,
            'order_id' => $event->orderId,
        ]);
        $reply = Native\Library::load()->ask(null, 'expectations', $compared);
        if (!$reply->ok) {
            throw BootpayException::fromReply($reply);
        }
        $expected = \json_decode((string) $reply->body, true);

        return $this->client->verify(
            $expected['receipt_id'],
            $expected['expected_price'],
            $expected['expected_order_id'] ?? NotGiven::Anything,
            $expected['expected_status'],
        );
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return [];
    }

    /** @param array<string, mixed> $delivery */
    private function read(#[\SensitiveParameter] mixed $body, array $delivery): WebhookEvent
    {
        if (!\is_string($body)) {
            throw new InvalidRequestException('the body must be a string, not ' . \get_debug_type($body) . ': give the raw '
                . 'body, as file_get_contents(\'php://input\') has it');
        }
        $question = Fields::text((object) \array_filter($delivery, static fn ($value) => $value !== null));
        $reply = Native\Library::load()->ask($this->handle, 'webhook', $question, $body);
        if (!$reply->ok) {
            throw BootpayException::fromReply($reply);
        }
        try {
            $told = \json_decode((string) $reply->body, true, 100_000, \JSON_THROW_ON_ERROR | \JSON_BIGINT_AS_STRING);
        } catch (\JsonException) {
            throw new WebhookException('PHP cannot parse the JSON of the webhook');
        }

        return new WebhookEvent($told);
    }

    /** @return list<string> */
    private static function ranges(string $name, mixed $given): array
    {
        if (!\is_array($given)) {
            throw new InvalidRequestException("$name must be an array of strings, not " . \get_debug_type($given));
        }
        $range = static fn ($range) => Fields::optionalText($name, $range)
            ?? throw new InvalidRequestException("$name has a null in it");

        return \array_map($range, \array_values($given));
    }
}
