<?php

declare(strict_types=1);

// A shop's calls, which PHPStan must find right, with the types that it must know. Nothing runs this file.

use Bootpay\BackendPhp\Answer;
use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\ConnectionException;
use Bootpay\BackendPhp\Identity;
use Bootpay\BackendPhp\IdentityException;
use Bootpay\BackendPhp\InvalidRequestException;
use Bootpay\BackendPhp\MismatchException;
use Bootpay\BackendPhp\Once;
use Bootpay\BackendPhp\WebhookEvent;
use Bootpay\BackendPhp\WebhookException;
use Bootpay\BackendPhp\Webhooks;
use Bootpay\Sandbox\Sandbox;
use Predis\ClientInterface;

use function PHPStan\Testing\assertType;

function aClient(Client $client): void
{
    $answer = $client->verify('5df6e67d4f74b4002a77e0eb', expectedPrice: 3000, expectedOrderId: '1576461949');
    assertType('int', $answer->status);
    assertType('float|int', $answer->data->price);
    assertType('string|null', $client->cancel('5df6e8034f74b4002177e0bb', 1200, cancelId: 'refund-1')->unwrap()->tid);
    assertType('string', $client->withOptions(timeout: 2.5, maxRetries: 0)->getUserToken('user-1')->unwrap()->user_token);
    assertType('string', $client->settle($client->cancel('5df6e8034f74b4002177e0bb'), cancelledBefore: 0)->outcome);
}

function theOfficialClass(): void
{
    $bootpay = BootpayApi::setConfig('5b8f6a4d396fa665fdc2b5ea', 'key', 'development', timeout: 3);
    assertType('string', $bootpay->certificate('612e09260d681b0021e61ab9')->unwrap()->certificate->unique);
    assertType('string', BootpayApi::certificate('612e09260d681b0021e61ab9')->unwrap()->certificate->unique);
    assertType('string', BootpayApi::requestAccessToken()->data->token);
    assertType('float|int', BootpayApi::verify('5df6e67d4f74b4002a77e0eb', 3000, 1576461949, 1)->data->price);
    $optional = ['user_info' => ['phone' => '01012341234'], 'items' => []];
    BootpayApi::subscribeCardBilling('5b025b33e13f33310ce560fb', 'order-1', '정기결제', 1000, $optional);
    BootpayApi::sendSMS(['data' => ['sp' => '0212341234', 'rps' => ['01012341234'], 'msg' => '안녕하세요']]);
}

function afterALostAnswer(): void
{
    try {
        BootpayApi::cancel('5df6e8034f74b4002177e0bb', 1200)->unwrap();
    } catch (BootpayException $error) {
        assertType('int|null', $error->cancelPrice);
        assertType('string', BootpayApi::settle($error)->outcome);
    }
}

/** @param Answer<mixed> $lost */
function whatACallThrowsMayBeCaught(Client $client, Identity $identity, Webhooks $webhooks, Answer $lost, WebhookEvent $event): void
{
    try {
        $client->verify('5df6e67d4f74b4002a77e0eb', expectedPrice: 3000);
    } catch (MismatchException) {
    } catch (ConnectionException) {
    }
    try {
        $client->settle($lost);
    } catch (InvalidRequestException) {
    } catch (ConnectionException) {
    }
    try {
        $webhooks->reverify($event);
    } catch (WebhookException) {
    } catch (ConnectionException) {
    }
    $once = new Once\Memory();
    try {
        $identity->confirm('612e09260d681b0021e61ab9', 'token', 'session', $once);
    } catch (IdentityException) {
    } catch (ConnectionException) {
    } catch (PDOException) {
    }
}

function aPerson(Redis $redis, ClientInterface $predis, PDO $pdo): void
{
    foreach ([new Once\Redis($redis), new Once\Redis($predis), new Once\Pdo($pdo), new Once\Memory()] as $once) {
        try {
            $token = $_POST['token'] ?? null; // whatever a browser sends
            $person = BootpayApi::identity()->confirm($_POST['receipt_id'] ?? null, $token, 'session', $once);
            assertType('string|null', $person->ci?->hmac(random_bytes(16)));
            assertType('bool', $person->isAdult('civil', new DateTimeImmutable('2026-01-01')));
            assertType('int|null', $person->age());
        } catch (IdentityException $error) {
            http_response_code($error->httpStatus());
            assertType('string', $error->customerMessage());
        }
    }
}

function aWebhook(string $body): void
{
    $event = BootpayApi::webhook()->parse($body);
    assertType('int|null', $event->status);
    assertType('string', BootpayApi::webhook()->reverify($event)->data->receipt_id);
}

function aSandbox(): void
{
    $sandbox = Sandbox::start();
    BootpayApi::setConfig($sandbox->applicationId, $sandbox->privateKey, baseUrl: $sandbox->url);
    assertType('Bootpay\BackendPhp\Client', BootpayApi::withOptions(...$sandbox->quick()));
    assertType('string', $sandbox->window('order-1')->receiptId);
}

/** @param Answer<mixed> $answer */
function anyAnswer(Answer $answer): void
{
    assertType('mixed', $answer->data);
}
