<?php

// The server's half of an identity verification, and the webhook, as plain PHP: POST /identity/begin and POST /identity are for
// the page, POST /webhook for Bootpay.

declare(strict_types=1);

require dirname(__DIR__) . '/vendor/autoload.php';

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\IdentityException;
use Bootpay\BackendPhp\Once;
use Bootpay\BackendPhp\WebhookException;
use Bootpay\BackendPhp\Webhooks;

const PURPOSE = '주류 구매';

/** What tells this visitor from all others: a random text that the session keeps. */
function visitor(): string
{
    session_start(['cookie_samesite' => 'Lax', 'cookie_httponly' => true, 'use_strict_mode' => true]);

    return $_SESSION['visitor'] ??= bin2hex(random_bytes(16));
}

function database(): PDO
{
    return new PDO(getenv('SHOP_DATABASE') ?: 'sqlite:' . dirname(__DIR__) . '/shop.sqlite3');
}

/** @param array<string, mixed> $body */
function answered(int $status, array $body): void
{
    http_response_code($status);
    header('content-type: application/json; charset=utf-8');
    echo json_encode($body, JSON_UNESCAPED_UNICODE);
}

function body(): string
{
    return (string) file_get_contents('php://input');
}

function begin(): void
{
    $begun = BootpayApi::identity()->begin(PURPOSE, visitor());
    $request = $begun->request((string) getenv('BOOTPAY_WEB_APPLICATION_ID'));
    answered(200, ['token' => $begun->token(), 'request' => $request]); // for BootPay.request
}

function confirm(): void
{
    $sent = json_decode(body(), true);
    $once = new Once\Pdo(database());
    $person = BootpayApi::identity()->confirm($sent['receipt_id'] ?? null, $sent['token'] ?? null, visitor(), $once, PURPOSE);
    answered(200, ['ok' => true, 'adult' => $person->isAdult('youth_protection')]);
}

function webhook(): void
{
    $event = BootpayApi::webhook()->verify(
        body(),
        remoteAddress: $_SERVER['REMOTE_ADDR'],
        contentType: $_SERVER['CONTENT_TYPE'] ?? null,
    );
    $receipt = BootpayApi::webhook()->reverify($event)->unwrap();
    error_log("receipt {$receipt->receipt_id} has the status {$receipt->status}"); // compare order and price with your books here
    header('content-type: text/plain');
    echo Webhooks::ANSWER;
}

try {
    match ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
        'POST /identity/begin' => begin(),
        'POST /identity' => confirm(),
        'POST /webhook' => webhook(),
        default => answered(404, ['error' => 'there is nothing here']),
    };
} catch (IdentityException $error) {
    answered($error->httpStatus(), ['ok' => false, 'reason' => $error->reason(), 'error' => $error->customerMessage()]);
} catch (WebhookException $error) {
    error_log($error->getMessage());
    answered(403, ['error' => 'not from Bootpay']);
} catch (BootpayException $error) {
    error_log($error->getMessage());
    answered(503, ['error' => '잠시 후 다시 시도해 주세요.']);
}
