<?php

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * What editors are told of the calls of {@see BootpayApi}: each may be made on the class and on an object. Their texts
 * stand at the methods of {@see Client}.
 *
 * @phpstan-import-type AccessToken from Calls
 * @phpstan-import-type IdentityPaymentData from Calls
 * @phpstan-import-type PaymentDetails from Calls
 * @phpstan-import-type Receipt from Calls
 * @phpstan-import-type CertifiedPerson from Calls
 * @phpstan-import-type Certificate from Calls
 * @phpstan-import-type CancelledPayment from Calls
 * @phpstan-import-type CompletedPayment from Calls
 * @phpstan-import-type BilledCard from Calls
 * @phpstan-import-type BillingKey from Calls
 * @phpstan-import-type Reservation from Calls
 * @phpstan-import-type UserToken from Calls
 * @method static Answer<Certificate> certificate(string $receiptId)
 * @method static Answer<CancelledPayment> cancel(string $receiptId, int|float|string|null $price = null, string|null $name = 'API 관리자', string|null $reason = 'API에 의한 요청', string|null $cancelId = null, int|float|string|null $taxFree = null, array<string, mixed>|null $refund = null, int|float|string|null $cancelledBefore = null)
 * @method static Answer<CompletedPayment> submit(string $receiptId)
 * @method static Answer<BillingKey> getSubscribeBillingKey(string $pg, string|int $orderId, string $itemName, string $cardNo, string $cardPw, string $expireYear, string $expireMonth, string $identifyNumber, array<string, mixed>|null $userInfo = null, array<string, mixed>|null $extra = null)
 * @method static Answer<BillingKey> lookupBillingKey(string $receiptId)
 * @method static Answer<mixed> destroySubscribeBillingKey(string $billingKey)
 * @method static Answer<CompletedPayment> subscribeCardBilling(string $billingKey, string|int $orderId, string $itemName, int|float|string $price, array<string, mixed>|null $optional = null)
 * @method static Answer<Reservation> subscribeCardBillingReserve(string $billingKey, string $itemName, int|float|string $price, string|int $orderId, \DateTimeInterface|int|null $executeAt = null, array<string, mixed>|null $optional = null)
 * @method static Answer<mixed> subscribeCardBillingReserveCancel(string $reserveId)
 * @method static Answer<UserToken> getUserToken(string|int $userId, string|null $email = null, string|null $name = null, int|null $gender = null, string|null $birth = null, string|null $phone = null)
 * @method static Answer<string> requestPayment(string|int $orderId, string $name, int|float|string $price, array<string, mixed>|null $optional = null)
 * @method static Answer<mixed> createWebhook(string $receiptId, string $webhookUrl)
 * @method static Answer<mixed> startDelivery(array<string, mixed> $data)
 * @method static Answer<mixed> naverpayItemResponse(array<string, mixed> $data)
 * @method static Answer<mixed> updatePgResource(array<string, mixed> $data)
 * @method static Answer<mixed> getUserWallets(string|int $userId, bool|null $sandbox = null)
 * @method static Answer<mixed> requestWalletPayment(string|int $userId, string $orderName, int|float|string $price, string|int $orderId, array<string, mixed>|null $optional = null)
 * @method static Answer<mixed> remoteLink(array<string, mixed> $data)
 * @method static Answer<mixed> remoteForm(array<string, mixed> $data)
 * @method static Answer<mixed> sendSMS(array<string, mixed> $data)
 * @method static Answer<mixed> sendLMS(array<string, mixed> $data)
 */
abstract class StaticCalls
{
}
