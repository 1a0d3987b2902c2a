<?php

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * What editors are told of the calls of {@see BootpayApi}: each may be made on the class and on an object. Their texts
 * stand at the methods of {@see Client}.
 *
 * @method static Answer certificate(string $receiptId)
 * @method static Answer cancel(string $receiptId, int|float|string|null $price = null, string|null $name = 'API 관리자', string|null $reason = 'API에 의한 요청', string|null $cancelId = null, int|float|string|null $taxFree = null, array<string, mixed>|null $refund = null, int|float|string|null $cancelledBefore = null)
 * @method static Answer submit(string $receiptId)
 * @method static Answer getSubscribeBillingKey(string $pg, string|int $orderId, string $itemName, string $cardNo, string $cardPw, string $expireYear, string $expireMonth, string $identifyNumber, array<string, mixed>|null $userInfo = null, array<string, mixed>|null $extra = null)
 * @method static Answer lookupBillingKey(string $receiptId)
 * @method static Answer destroySubscribeBillingKey(string $billingKey)
 * @method static Answer subscribeCardBilling(string $billingKey, string|int $orderId, string $itemName, int|float|string $price, array|null $optional = null)
 * @method static Answer subscribeCardBillingReserve(string $billingKey, string $itemName, int|float|string $price, string|int $orderId, \DateTimeInterface|int|null $executeAt = null, array|null $optional = null)
 * @method static Answer subscribeCardBillingReserveCancel(string $reserveId)
 * @method static Answer getUserToken(string|int $userId, string|null $email = null, string|null $name = null, int|null $gender = null, string|null $birth = null, string|null $phone = null)
 * @method static Answer requestPayment(string|int $orderId, string $name, int|float|string $price, array|null $optional = null)
 * @method static Answer createWebhook(string $receiptId, string $webhookUrl)
 * @method static Answer startDelivery(array<string, mixed> $data)
 * @method static Answer naverpayItemResponse(array<string, mixed> $data)
 * @method static Answer updatePgResource(array<string, mixed> $data)
 * @method static Answer getUserWallets(string|int $userId, bool|null $sandbox = null)
 * @method static Answer requestWalletPayment(string|int $userId, string $orderName, int|float|string $price, string|int $orderId, array|null $optional = null)
 * @method static Answer remoteLink(array<string, mixed> $data)
 * @method static Answer remoteForm(array<string, mixed> $data)
 * @method static Answer sendSMS(array<string, mixed> $data)
 * @method static Answer sendLMS(array<string, mixed> $data)
 */
abstract class StaticCalls
{
}
