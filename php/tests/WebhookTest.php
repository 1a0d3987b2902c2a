<?php

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\InvalidRequestException;
use Bootpay\BackendPhp\MismatchException;
use Bootpay\BackendPhp\WebhookEvent;
use Bootpay\BackendPhp\WebhookException;
use Bootpay\BackendPhp\Webhooks;

/** What Bootpay sends on its own. */
final class WebhookTest extends BootpayTestCase
{
    private const BODY = '{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1,"pg_name":"하나카드"}';

    public static function shared(): iterable
    {
        foreach (glob(__DIR__ . '/../../tests/webhooks/*.json') as $file) {
            yield basename($file, '.json') => [json_decode(file_get_contents($file), true, flags: JSON_THROW_ON_ERROR)];
        }
    }

    /**
     * What every language reads; tests/webhooks/README.md describes the form.
     *
     * @dataProvider shared
     */
    public function testShared(array $shared): void
    {
        [$baseUrl, $key] = [
            'live' => ['https://api.example.com', self::KEY],
            'sandbox' => ['http://127.0.0.1:1', 'Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ='],
            'container' => ['http://sandbox:8300', 'Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ='],
            'proxy' => ['http://127.0.0.1:1', 'bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM='],
        ][$shared['client']];
        $webhook = (new Client('a', $key, baseUrl: $baseUrl))->webhook();
        foreach ($shared['deliveries'] as $delivery) {
            $body = $delivery['body'] ?? mb_convert_encoding($delivery['body_latin1'], 'ISO-8859-1', 'UTF-8');
            $named = ['content_type' => 'contentType', 'remote_address' => 'remoteAddress', 'forwarded_for' => 'forwardedFor',
                'trusted_proxies' => 'trustedProxies', 'allowed_sources' => 'allowedSources'];
            $how = [];
            foreach (array_intersect_key($delivery, $named) as $name => $value) {
                $how[$named[$name]] = $value;
            }
            $read = static fn () => array_key_exists('remoteAddress', $how)
                ? $webhook->verify($body, ...$how)
                : $webhook->parse($body, ...$how);
            if (isset($shared['event'])) {
                self::assertSame(self::sorted($shared['event']), self::sorted(self::told($read())));
            } else {
                $error = self::thrown(BootpayException::class, $read);
                self::assertSame($shared['error']['kind'], $error->kind);
                self::assertStringContainsString($shared['error']['message_has'], $error->getMessage());
            }
        }
    }

    /** Objects have no order. */
    private static function sorted(mixed $value): mixed
    {
        if (is_array($value)) {
            array_is_list($value) || ksort($value);
            $value = array_map(self::sorted(...), $value);
        }

        return $value;
    }

    private static function told(WebhookEvent $event): array
    {
        return [
            'receipt_id' => $event->receiptId, 'status' => $event->status, 'price' => $event->price, 'tax_free' => $event->taxFree,
            'order_id' => $event->orderId, 'name' => $event->name, 'retry_count' => $event->retryCount, 'pg' => $event->pg,
            'method' => $event->method, 'purchased_at' => $event->purchasedAt,
            'payment_data' => $event->paymentData(), 'fields' => $event->fields(),
        ];
    }

    public function testAnEventIsReverified(): void
    {
        $webhook = self::client()->webhook();
        $event = $webhook->verify(self::BODY, remoteAddress: '223.130.82.4');
        self::assertSame(3000, (int) $webhook->reverify($event)->unwrap()->price);
        self::assertSame('OK', Webhooks::ANSWER);
        $cheaper = $webhook->verify(str_replace('3000', '2000', self::BODY), remoteAddress: '223.130.82.4');
        self::thrown(MismatchException::class, static fn () => $webhook->reverify($cheaper));
        $mute = $webhook->verify('{"receipt_id":"r-1"}', remoteAddress: '223.130.82.4');
        self::thrown(WebhookException::class, static fn () => $webhook->reverify($mute));
        self::thrown(WebhookException::class, static fn () => $webhook->verify(self::BODY, remoteAddress: '8.8.8.8'));
    }

    public function testAnEventPrintsWhatMayBeLoggedAndIsKeptWhole(): void
    {
        $event = self::client()->webhook()->parse(self::BODY);
        self::assertSame('{"receipt_id":"5df6e67d4f74b4002a77e0eb","status":1}', json_encode($event));
        self::assertStringNotContainsString('하나카드', print_r($event, true) . var_export($event, true));
        self::assertSame('하나카드', unserialize(serialize($event))->fields()['pg_name']);
    }

    public function testArgumentsOfAnotherTypeAreNamed(): void
    {
        $webhook = self::client()->webhook();
        $wrong = [
            'body' => [['receipt_id' => 'r'], '1.2.3.4'],
            'remoteAddress' => [self::BODY, ['1.2.3.4']],
            'trustedProxies' => [self::BODY, '1.2.3.4', null, null, '10.0.0.0/8'],
            'allowedSources' => [self::BODY, '1.2.3.4', null, null, [], [null]],
            'forwardedFor' => [self::BODY, '1.2.3.4', null, "\xff"],
        ];
        foreach ($wrong as $name => $arguments) {
            $error = self::thrown(InvalidRequestException::class, static fn () => $webhook->verify(...$arguments));
            self::assertStringContainsString($name, $error->getMessage());
        }
    }
}
