<?php

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * The calls of {@see Client}, which says how they answer. Arguments go by place, as in the official package, or by name.
 *
 * @phpstan-type AccessToken object{token: string, server_time: int, expired_at: int}
 * @phpstan-type IdentityPaymentData object{unique?: string, username?: string, phone?: string, birth?: string, gender?: string|int, di?: string, tid?: string, p_at?: string}
 * @phpstan-type PaymentDetails object{card_name?: string, card_no?: string, card_quota?: string, card_code?: string, card_auth_no?: string, bankname?: string, account?: string, expiredate?: string, tid?: string}
 * @phpstan-type Receipt object{receipt_id: string, order_id: string, name: string, price: int|float, tax_free: int|float, remain_price: int|float, remain_tax_free: int|float, cancelled_price: int|float, cancelled_tax_free: int|float, receipt_url: string, unit: string, pg: string, method: string, pg_name: string, method_name: string, payment_data: mixed, requested_at: string, status: int, status_en: string, status_ko: string, params?: mixed, purchased_at?: string, revoked_at?: string, escrow_status?: int, escrow_status_en?: string, escrow_status_ko?: string}
 * @phpstan-type CertifiedPerson object{username: string, birth: string, gender: string|int, unique: string, di: string, phone?: string, foreigner?: bool|int, carrier?: string}
 * @phpstan-type Certificate object{receipt_id: string, certificate: CertifiedPerson, order_id: string, pg: string, method: string, pg_name: string, method_name: string, payment_data: mixed}
 * @phpstan-type CancelledPayment object{receipt_id: string, remain_price: int|float, remain_tax_free: int|float, cancelled_price: int|float, cancelled_tax_free: int|float, request_cancel_price: int|float|null, revoked_at: string|null, tid: string|null}
 * @phpstan-type CompletedPayment object{receipt_id: string, order_id: string, item_name: string, price: int|float, pg: string, method: string, requested_at: string, purchased_at: string, status: int, payment_name: string, pg_name: string, method_name: string, card_code: string|null, card_name: string|null, card_no: string|null, card_quota: string|null, url: string|null, tax_free?: int|float, params?: mixed}
 * @phpstan-type BilledCard object{card_code: string, card_name: string, card_no: string, card_cl?: string}
 * @phpstan-type BillingKey object{billing_key: string, pg: string, pg_name: string, method: string, method_name: string, data: BilledCard, e_at: string, c_at: string}
 * @phpstan-type Reservation object{reserve_id: string, billing_key: string, item_name: string, price: int|float, purchase_count: int, purchase_limit: int, execute_at: int, status: int}
 * @phpstan-type UserToken object{user_token: string, expired_unixtime: int, expired_localtime: string}
 */
abstract class Calls
{
    /**
     * Reads the result of an identity verification, and believes nothing: the receipt may be somebody else's, or an old
     * one. What confirms an identity reads it and checks all that.
     *
     * Only a server may do this: the answer holds personal data. The status is 404 if there is no such verification.
     *
     * To believe it, use {@see Identity::confirm()}. Printed by `var_dump` or `print_r` the answer is masked below
     * `certificate` and `payment_data`; the data itself is as it came, also for `json_encode`.
     *
     * `GET /certificate/{receipt_id}`.
     *
     * @param string $receiptId The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
     * @return Answer<Certificate> The result of an identity verification.
     *
     *     Before you believe it, check that `order_id` is the one which you issued to this very session: the receipt id
     *     came through the browser, and it may belong to somebody else or to an earlier day. Its `data` has
     *     `receipt_id`, `certificate` (`username`, `birth`, `gender`, `unique`, `di`, `phone`, `foreigner`, `carrier`),
     *     `order_id`, `pg`, `method`, `pg_name`, `method_name`, `payment_data`.
     *
     * ```php
     * $certificate = BootpayApi::certificate('612e09260d681b0021e61ab9')->unwrap();
     * echo $certificate->order_id;
     * ```
     */
    public function certificate($receiptId)
    {
        return $this->call('certificate.get', [
            'receipt_id' => $receiptId,
        ]);
    }

    /**
     * Cancels a payment, whole or in part.
     *
     * Every request carries a `cancel_id`: the server keeps one effect for one id, so a repetition after a lost answer
     * cannot cancel twice. Without one of your own, a fresh one is made for this call and kept over its repetitions; it
     * is given back in the answer's meta and in the error.
     *
     * If the answer is lost all the same, the receipt is read within the deadline, as `settle` does. If it shows the
     * cancel, the call succeeds: its data comes from the receipt, and the outcome in its meta is `done`. A receipt does
     * not say which request cancelled, so let nobody else cancel the same payment meanwhile. Otherwise the error keeps
     * the effect `unknown`, also if the receipt does not show the cancel, since a request that is on its way may still
     * arrive.
     *
     * If the `effect` of an error or a refusal is `unknown`, {@see Client::settle()} says what became of it; or call
     * again with the error's `cancelId`.
     *
     * `POST /cancel`. Repeated by itself after a failure. Waits on the card company.
     *
     * @param string $receiptId The receipt to cancel.
     * @param int|float|string|null $price How much to cancel, in won. The documentation asks for more than 1,000 won in
     *     a partial cancel, and names inicis, kcp, danal, payletter, nicepay, kakao and payco as able to do it.
     *     Default: all that is left.
     * @param string|null $name Who cancels, as shown in the admin page. The official package's default: API 관리자.
     * @param string|null $reason Why. The official package's default: API에 의한 요청.
     * @param string|null $cancelId The merchant's id of this cancel. Default: a fresh one for this call.
     * @param int|float|string|null $taxFree The tax-free part of `price`, in won; not more than `price`, and only
     *     beside it.
     * @param array<string, mixed>|null $refund Where to send the money back: for virtual accounts, with a contract for
     *     it. It has `account`, `accountholder`, `bankcode`. {@see BootpayApi::BankCode} has the codes of banks by
     *     name.
     * @param int|float|string|null $cancelledBefore What was cancelled of this payment before, in won, by your own
     *     books. A receipt does not say which request cancelled, so a cancel of a part whose answer is lost is settled
     *     only with this. Two parts of one payment that are cancelled at the same time cannot be told apart: cancel one
     *     after the other. Default: not known.
     * @return Answer<CancelledPayment> A cancel that was carried out. Its `data` has `receipt_id`, `remain_price`,
     *     `remain_tax_free`, `cancelled_price`, `cancelled_tax_free`, `request_cancel_price`, `revoked_at`, `tid`.
     *
     * ```php
     * $cancelledPayment = BootpayApi::cancel('5df6e8034f74b4002177e0bb', 1200, reason: '변심', taxFree: 200)->unwrap();
     * echo $cancelledPayment->remain_price;
     * ```
     */
    public function cancel(
        $receiptId,
        $price = null,
        #[\SensitiveParameter] $name = 'API 관리자',
        #[\SensitiveParameter] $reason = 'API에 의한 요청',
        $cancelId = null,
        $taxFree = null,
        #[\SensitiveParameter] $refund = null,
        $cancelledBefore = null,
    )
    {
        return $this->call('payment.cancel', [
            'receipt_id' => $receiptId, 'price' => $price, 'name' => $name, 'reason' => $reason,
            'cancel_id' => $cancelId, 'tax_free' => $taxFree, 'refund' => $refund,
            'cancelled_before' => $cancelledBefore,
        ]);
    }

    /**
     * Approves a payment from the server, for projects that confirm there.
     *
     * Verify the receipt first: its status must be 2 and its price yours. Never repeated once a byte may have left;
     * after a timeout read the receipt and look at its status.
     *
     * If the `effect` of an error is `unknown`, {@see Client::settle()} says what became of it.
     *
     * `POST /submit`. Waits on the card company.
     *
     * @param string $receiptId The receipt's id.
     * @return Answer<CompletedPayment> A charge, or a payment that was approved: what the browser's `done` callback
     *     gets too. Its `data` has `receipt_id`, `order_id`, `item_name`, `price`, `pg`, `method`, `requested_at`,
     *     `purchased_at`, `status`, `payment_name`, `pg_name`, `method_name`, `card_code`, `card_name`, `card_no`,
     *     `card_quota`, `url`, `tax_free`, `params`.
     *
     * ```php
     * $completedPayment = BootpayApi::submit('5fffc0460c20b903e88a2d2c')->unwrap();
     * echo $completedPayment->status;
     * ```
     */
    public function submit($receiptId)
    {
        return $this->call('payment.submit', [
            'receipt_id' => $receiptId,
        ]);
    }

    /**
     * Issues a billing key for a card by its number.
     *
     * Not repeated by itself: each success makes another key.
     *
     * What you give here is in no error and no log of this package.
     *
     * `POST /request/card_rebill`. Waits on the card company.
     *
     * @param string $pg The gateway: `nicepay`, `payapp` or `welcome`.
     * @param string|int $orderId The merchant's id of this registration.
     * @param string $itemName What is shown as the item.
     * @param string $cardNo The card number, digits only.
     * @param string $cardPw The first two digits of the card's password.
     * @param string $expireYear The card's expiry year, two digits.
     * @param string $expireMonth The card's expiry month, two digits.
     * @param string $identifyNumber The holder's birth date in six digits, or a business number; no dashes.
     * @param array<string, mixed>|null $userInfo Who buys; payapp needs `phone` and `username`. It has `id`,
     *     `username`, `email`, `phone`, `gender`, `area`, `birth`, `address`, `addr`.
     * @param array<string, mixed>|null $extra A test payment, and the gateway's own errors. It has
     *     `subscribe_test_payment`, `raw_data`.
     * @return Answer<BillingKey> A billing key that was issued. Its `data` has `billing_key`, `pg`, `pg_name`,
     *     `method`, `method_name`, `data` (`card_code`, `card_name`, `card_no`, `card_cl`), `e_at`, `c_at`.
     *
     * ```php
     * $billingKey = BootpayApi::getSubscribeBillingKey(
     *     'nicepay', 'order-1', '정기결제', '9000200012341000', '12', '29', '12', '901004'
     * )->unwrap();
     * echo $billingKey->billing_key;
     * ```
     */
    public function getSubscribeBillingKey(
        $pg,
        $orderId,
        $itemName,
        #[\SensitiveParameter] $cardNo,
        #[\SensitiveParameter] $cardPw,
        #[\SensitiveParameter] $expireYear,
        #[\SensitiveParameter] $expireMonth,
        #[\SensitiveParameter] $identifyNumber,
        #[\SensitiveParameter] $userInfo = null,
        #[\SensitiveParameter] $extra = null,
    )
    {
        return $this->call('billing_key.request', [
            'pg' => $pg, 'order_id' => $orderId, 'item_name' => $itemName, 'card_no' => $cardNo, 'card_pw' => $cardPw,
            'expire_year' => $expireYear, 'expire_month' => $expireMonth, 'identify_number' => $identifyNumber,
            'user_info' => $userInfo, 'extra' => $extra,
        ]);
    }

    /**
     * Looks a billing key up by the receipt of its registration in the browser.
     *
     * The status is 404 if the receipt is of something else.
     *
     * `GET /subscribe/billing/{receipt_id}`.
     *
     * @param string $receiptId The receipt's id.
     * @return Answer<BillingKey> A billing key that was issued. Its `data` has `billing_key`, `pg`, `pg_name`,
     *     `method`, `method_name`, `data` (`card_code`, `card_name`, `card_no`, `card_cl`), `e_at`, `c_at`.
     *
     * ```php
     * $billingKey = BootpayApi::lookupBillingKey('5b025b33e13f33310ce560fa')->unwrap();
     * echo $billingKey->billing_key;
     * ```
     */
    public function lookupBillingKey($receiptId)
    {
        return $this->call('billing_key.lookup', [
            'receipt_id' => $receiptId,
        ]);
    }

    /**
     * Deletes a billing key.
     *
     * The status is 404 if there is no such key; after a repetition that means that it is deleted. The answer has no
     * `data`.
     *
     * `DELETE /subscribe/billing/{billing_key}`. Repeated by itself after a failure.
     *
     * @param string $billingKey The billing key.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * echo BootpayApi::destroySubscribeBillingKey('5b025b33e13f33310ce560fb')->status;
     * ```
     */
    public function destroySubscribeBillingKey(#[\SensitiveParameter] $billingKey)
    {
        return $this->call('billing_key.delete', [
            'billing_key' => $billingKey,
        ]);
    }

    /**
     * Charges a billing key now.
     *
     * Never repeated once a byte may have left: the API has no idempotency key for it and no look-up by order id. If
     * its answer is lost, look for the order in the admin page, or wait for its webhook.
     *
     * The arguments stand in another order than those of {@see Client::subscribeCardBillingReserve()}, as in the
     * official package since 1.0.4: use their names.
     *
     * `POST /subscribe/billing`. Waits on the card company.
     *
     * @param string $billingKey The billing key.
     * @param string|int $orderId The merchant's id, unique per charge.
     * @param string $itemName What is sold.
     * @param int|float|string $price How much, in won.
     * @param array<string, mixed>|null $optional Further fields:
     *
     *     - `taxFree` (int|float|string): The tax-free part of `price`, in won. Default: 0.
     *
     *     - `quota` (int): Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0.
     *
     *     - `interest` (int|bool): Interest-free; the gateway welcome only. Default: 0.
     *
     *     - `items` (list<array<string, mixed>>): What is sold, piece by piece. Each has `item_name`, `qty`, `unique`,
     *     `price`, `cat1`, `cat2`, `cat3`.
     *
     *     - `userInfo` (array<string, mixed>): Who buys; payapp needs `phone` and `username`. It has `id`, `username`,
     *     `email`, `phone`, `gender`, `area`, `birth`, `address`, `addr`.
     *
     *     - `extra` (array<string, mixed>): A test payment, and the gateway's own errors. It has
     *     `subscribe_test_payment`, `raw_data`.
     *
     *     - `feedbackUrl` (string): Where the webhook goes. Not localhost.
     *
     *     - `feedbackContentType` (string): The webhook's form: `json` or `urlencoded`. Default: `urlencoded`.
     * @return Answer<CompletedPayment> A charge, or a payment that was approved: what the browser's `done` callback
     *     gets too. Its `data` has `receipt_id`, `order_id`, `item_name`, `price`, `pg`, `method`, `requested_at`,
     *     `purchased_at`, `status`, `payment_name`, `pg_name`, `method_name`, `card_code`, `card_name`, `card_no`,
     *     `card_quota`, `url`, `tax_free`, `params`.
     *
     * ```php
     * $completedPayment = BootpayApi::subscribeCardBilling(
     *     '5b025b33e13f33310ce560fb', 'order-2', '정기결제', 3000
     * )->unwrap();
     * echo $completedPayment->receipt_id, ' ', $completedPayment->card_name;
     * ```
     */
    public function subscribeCardBilling(
        #[\SensitiveParameter] $billingKey,
        $orderId,
        $itemName,
        $price,
        #[\SensitiveParameter] $optional = null,
    )
    {
        $others = Fields::others('billing.pay', 'optional', $optional, [
            'taxFree' => 'tax_free', 'userInfo' => 'user_info', 'feedbackUrl' => 'feedback_url',
            'feedbackContentType' => 'feedback_content_type',
        ]);

        return $this->call('billing.pay', [
            'billing_key' => $billingKey, 'order_id' => $orderId, 'item_name' => $itemName, 'price' => $price,
        ] + $others);
    }

    /**
     * Charges a billing key once, later.
     *
     * Never repeated once a byte may have left. At most five reservations wait per key. What came of it is told by
     * webhook.
     *
     * The official package sends nothing of `$optional`; here all of it is sent.
     *
     * `POST /subscribe/billing/reserve`.
     *
     * @param string $billingKey The billing key.
     * @param string $itemName What is sold.
     * @param int|float|string $price How much, in won.
     * @param string|int $orderId The merchant's id, unique per charge.
     * @param \DateTimeInterface|int|null $executeAt When to charge, Unix seconds, in the future. Default: ten seconds
     *     from this call. Also a `DateTimeInterface`.
     * @param array<string, mixed>|null $optional Further fields:
     *
     *     - `schedulerType` (string): `oneshot`, the only kind there is. Default: `oneshot`.
     *
     *     - `taxFree` (int|float|string): The tax-free part of `price`, in won. Default: 0.
     *
     *     - `quota` (int): Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0.
     *
     *     - `interest` (int|bool): Interest-free; the gateway welcome only. Default: 0.
     *
     *     - `items` (list<array<string, mixed>>): What is sold, piece by piece. Each has `item_name`, `qty`, `unique`,
     *     `price`, `cat1`, `cat2`, `cat3`.
     *
     *     - `userInfo` (array<string, mixed>): Who buys; payapp needs `phone` and `username`. It has `id`, `username`,
     *     `email`, `phone`, `gender`, `area`, `birth`, `address`, `addr`.
     *
     *     - `extra` (array<string, mixed>): A test payment, and the gateway's own errors. It has
     *     `subscribe_test_payment`, `raw_data`.
     *
     *     - `feedbackUrl` (string): Where the webhook goes. Not localhost.
     *
     *     - `feedbackContentType` (string): The webhook's form: `json` or `urlencoded`. Default: `urlencoded`.
     * @return Answer<Reservation> A charge that waits for its time. Its `data` has `reserve_id`, `billing_key`,
     *     `item_name`, `price`, `purchase_count`, `purchase_limit`, `execute_at`, `status`.
     *
     * ```php
     * $reservation = BootpayApi::subscribeCardBillingReserve(
     *     '5b025b33e13f33310ce560fb', '정기결제', 3000, 'order-3', 1893456000
     * )->unwrap();
     * echo $reservation->reserve_id;
     * ```
     */
    public function subscribeCardBillingReserve(
        #[\SensitiveParameter] $billingKey,
        $itemName,
        $price,
        $orderId,
        $executeAt = null,
        #[\SensitiveParameter] $optional = null,
    )
    {
        $others = Fields::others('billing.reserve', 'optional', $optional, [
            'schedulerType' => 'scheduler_type', 'taxFree' => 'tax_free', 'userInfo' => 'user_info',
            'feedbackUrl' => 'feedback_url', 'feedbackContentType' => 'feedback_content_type',
        ]);

        return $this->call('billing.reserve', [
            'billing_key' => $billingKey, 'item_name' => $itemName, 'price' => $price, 'order_id' => $orderId,
            'execute_at' => $executeAt,
        ] + $others);
    }

    /**
     * Cancels a reservation that has not been carried out.
     *
     * The status is 404 if there is no such reservation. The answer has no `data`.
     *
     * `DELETE /subscribe/billing/reserve/{reserve_id}`. Repeated by itself after a failure.
     *
     * @param string $reserveId The reservation's id.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * $reservation = BootpayApi::subscribeCardBillingReserve(
     *     '5b025b33e13f33310ce560fb', '정기결제', 3000, 'order-3', 1893456000
     * )->unwrap();
     * echo BootpayApi::subscribeCardBillingReserveCancel($reservation->reserve_id)->status;
     * ```
     */
    public function subscribeCardBillingReserveCancel($reserveId)
    {
        return $this->call('reservation.cancel', [
            'reserve_id' => $reserveId,
        ]);
    }

    /**
     * Asks for a token with which a member uses Bootpay's own easy pay in the browser.
     *
     * `POST /request/user/token`. Repeated by itself after a failure.
     *
     * @param string|int $userId The merchant's id of the member.
     * @param string|null $email The e-mail address.
     * @param string|null $name The name.
     * @param int|null $gender 0 for female, 1 for male. Not sent unless given: 0 would be an answer.
     * @param string|null $birth The birth date in six digits, such as `901004`.
     * @param string|null $phone The phone number, digits only; the gateway payapp needs it.
     * @return Answer<UserToken> A member's token. Valid for an hour, then ask again. Its `data` has `user_token`,
     *     `expired_unixtime`, `expired_localtime`.
     *
     * ```php
     * $userToken = BootpayApi::getUserToken('member-1', phone: '01012341234')->unwrap();
     * echo $userToken->user_token;
     * ```
     */
    public function getUserToken(
        $userId,
        #[\SensitiveParameter] $email = null,
        #[\SensitiveParameter] $name = null,
        $gender = null,
        #[\SensitiveParameter] $birth = null,
        #[\SensitiveParameter] $phone = null,
    )
    {
        return $this->call('user_token.request', [
            'user_id' => $userId, 'email' => $email, 'name' => $name, 'gender' => $gender, 'birth' => $birth,
            'phone' => $phone,
        ]);
    }

    /**
     * Makes a payment link. Its answer's `data` is the URL, a string.
     *
     * Each request makes another link, so it is not repeated by itself; to repeat it does no harm.
     *
     * `POST /request/payment`.
     *
     * @param string|int $orderId The merchant's id.
     * @param string $name What is sold.
     * @param int|float|string $price How much, in won.
     * @param array<string, mixed>|null $optional Further fields:
     *
     *     - `pg` (string): The gateway. Default: the buyer chooses.
     *
     *     - `method` (string): How to pay, such as `card`, `phone`, `vbank`, `bank` or `easy`.
     *
     *     - `methods` (list<string>): The methods to offer.
     *
     *     - `taxFree` (int|float|string): The tax-free part of `price`, in won. Default: 0.
     *
     *     - `params` (mixed): Given back in the receipt: text, or JSON which becomes text.
     *
     *     - `userInfo` (array<string, mixed>): Who buys. It has `id`, `username`, `email`, `phone`, `gender`, `area`,
     *     `birth`, `address`, `addr`.
     *
     *     - `items` (list<array<string, mixed>>): What is sold, piece by piece. Each has `item_name`, `qty`, `unique`,
     *     `price`, `cat1`, `cat2`, `cat3`.
     *
     *     - `extra` (array<string, mixed>): Options of the payment window. It has `escrow`, `quota`,
     *     `disp_cash_result`, `offer_period`, `theme`, `custom_background`, `custom_font_color`, `expire_month`,
     *     `seller_name`, `subscribe_test_payment`, `raw_data`.
     *
     *     - `returnUrl` (string): Where the browser goes afterwards. Sent by some official clients, commented out in
     *     others.
     * @return Answer<string> Its `data` is a string.
     *
     * ```php
     * echo BootpayApi::requestPayment('order-5', '상품', 3000, ['methods' => ['card', 'phone']])->unwrap();
     * ```
     */
    public function requestPayment($orderId, $name, $price, #[\SensitiveParameter] $optional = null)
    {
        $others = Fields::others('link.request', 'optional', $optional, [
            'taxFree' => 'tax_free', 'userInfo' => 'user_info', 'returnUrl' => 'return_url',
        ]);

        return $this->call('link.request', [
            'order_id' => $orderId, 'name' => $name, 'price' => $price,
        ] + $others);
    }

    /**
     * Makes the server send a receipt's webhook to a URL.
     *
     * `POST /webhook`.
     *
     * @param string $receiptId The receipt's id.
     * @param string $webhookUrl Where to send it. Not localhost.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * echo BootpayApi::createWebhook('5df6e67d4f74b4002a77e0eb', 'https://shop.example.org/bootpay')->status;
     * ```
     */
    public function createWebhook($receiptId, $webhookUrl)
    {
        return $this->call('webhook.create', [
            'receipt_id' => $receiptId, 'webhook_url' => $webhookUrl,
        ]);
    }

    /**
     * Tells the gateway of an escrow payment that shipping began. Other payments are refused.
     *
     * `PUT /delivery/start/{receipt_id}`.
     *
     * @param array<string, mixed> $data The fields under their names on the wire; they are sent as they are, without
     *     those that are null.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * echo BootpayApi::startDelivery(
     *     ['delivery_corp' => '001', 'delivery_no' => '123456789012', 'receipt_id' => '00000000000000000000e5c0']
     * )->status;
     * ```
     */
    public function startDelivery(#[\SensitiveParameter] $data)
    {
        return $this->call('delivery.start', Fields::whole('delivery.start', $data));
    }

    /**
     * Sends Naver Pay product data; its fields are Naver Pay's.
     *
     * `POST /npay/product`.
     *
     * @param array<string, mixed> $data The fields under their names on the wire; they are sent as they are, without
     *     those that are null.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * echo BootpayApi::naverpayItemResponse(['item_id' => '1', 'stock' => 3])->status;
     * ```
     */
    public function naverpayItemResponse(#[\SensitiveParameter] $data)
    {
        return $this->call('npay_product.send', Fields::whole('npay_product.send', $data));
    }

    /**
     * Sets a project's payment gateways; its fields are not documented.
     *
     * `POST /project/payment`.
     *
     * @param array<string, mixed> $data The fields under their names on the wire; they are sent as they are, without
     *     those that are null.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * echo BootpayApi::updatePgResource(['method' => 'card', 'pg' => 'kcp'])->status;
     * ```
     */
    public function updatePgResource(#[\SensitiveParameter] $data)
    {
        return $this->call('project.update', Fields::whole('project.update', $data));
    }

    /**
     * Lists a member's wallets. The answer's `data` is a list.
     *
     * `GET /wallet`.
     *
     * @param string|int $userId The merchant's id of the member.
     * @param bool|null $sandbox Whether to look at test wallets. Not sent unless given.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * BootpayApi::getUserToken('member-1', phone: '01012341234');
     * echo BootpayApi::getUserWallets('member-1')->status;
     * ```
     */
    public function getUserWallets($userId, $sandbox = null)
    {
        return $this->call('wallet.list', [
            'user_id' => $userId, 'sandbox' => $sandbox,
        ]);
    }

    /**
     * Pays from a member's wallet. The call is not documented: `price` and `tax_free` are amounts like all others, and
     * nothing else is checked. Never repeated once a byte may have left.
     *
     * `POST /wallet/payment`. Waits on the card company.
     *
     * @param string|int $userId The merchant's id of the member.
     * @param string $orderName What is sold.
     * @param int|float|string $price How much, in won.
     * @param string|int $orderId The merchant's id of the order.
     * @param array<string, mixed>|null $optional Further fields:
     *
     *     - `taxFree` (int|float|string): The tax-free part of `price`, in won.
     *
     *     - `sandbox` (bool): Whether it is a test.
     *
     *     - `webhookUrl` (string): Where the webhook goes.
     *
     *     - `contentType` (string): How the webhook is written.
     *
     *     - `items` (list<array<string, mixed>>): What is sold, piece by piece.
     *
     *     - `user` (array<string, mixed>): Who buys.
     *
     *     - `extra` (array<string, mixed>): Options.
     *
     *     - `metadata` (array<string, mixed>): The merchant's own data.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     *
     * ```php
     * BootpayApi::getUserToken('member-1', phone: '01012341234');
     * echo BootpayApi::requestWalletPayment('member-1', '상품', 3000, 'order-6')->status;
     * ```
     */
    public function requestWalletPayment($userId, $orderName, $price, $orderId, #[\SensitiveParameter] $optional = null)
    {
        $others = Fields::others('wallet.pay', 'optional', $optional, [
            'taxFree' => 'tax_free', 'webhookUrl' => 'webhook_url', 'contentType' => 'content_type',
        ]);

        return $this->call('wallet.pay', [
            'user_id' => $userId, 'order_name' => $orderName, 'price' => $price, 'order_id' => $orderId,
        ] + $others);
    }

    /**
     * Sends a payment link by message. Deprecated by Bootpay. The fields of the link are not documented.
     *
     * `POST /app/rest/remote_link`.
     *
     * @param array<string, mixed> $data The fields under their names on the wire; they are sent as they are, without
     *     those that are null.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     * @deprecated by Bootpay, which will take it out of a future version
     *
     * ```php
     * echo BootpayApi::remoteLink(
     *     ['item_name' => '상품', 'order_id' => 'order-8', 'price' => 3000, 'sms_payload' => ['msg' => '결제해 주세요', 'rps' => ['01012341234'], 'sp' => '0212341234', 'st' => 1]]
     * )->status;
     * ```
     */
    public function remoteLink(#[\SensitiveParameter] $data)
    {
        \trigger_error('remoteLink is deprecated by Bootpay; requestPayment makes links', \E_USER_DEPRECATED);
        return $this->call('remote_link.send', Fields::whole('remote_link.send', $data));
    }

    /**
     * Sends a payment form by message. Deprecated by Bootpay.
     *
     * `POST /app/rest/remote_form`.
     *
     * @param array<string, mixed> $data The fields under their names on the wire; they are sent as they are, without
     *     those that are null.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     * @deprecated by Bootpay, which will take it out of a future version
     *
     * ```php
     * echo BootpayApi::remoteForm(
     *     ['remote_form' => ['fm' => ['card'], 'ip' => 3000, 'n' => '상품', 'o_key' => 'order-7', 'pg' => 'kcp']]
     * )->status;
     * ```
     */
    public function remoteForm(#[\SensitiveParameter] $data)
    {
        \trigger_error('remoteForm is deprecated by Bootpay; requestPayment makes links', \E_USER_DEPRECATED);
        return $this->call('remote_form.send', Fields::whole('remote_form.send', $data));
    }

    /**
     * Sends a short text message. Deprecated by Bootpay.
     *
     * `POST /push/sms`.
     *
     * @param array<string, mixed> $data The fields under their names on the wire; they are sent as they are, without
     *     those that are null.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     * @deprecated by Bootpay, which will take it out of a future version
     */
    public function sendSMS(#[\SensitiveParameter] $data)
    {
        \trigger_error('sendSMS is deprecated by Bootpay', \E_USER_DEPRECATED);
        return $this->call('sms.send', Fields::whole('sms.send', $data));
    }

    /**
     * Sends a long text message. Deprecated by Bootpay.
     *
     * `POST /push/lms`.
     *
     * @param array<string, mixed> $data The fields under their names on the wire; they are sent as they are, without
     *     those that are null.
     * @return Answer<mixed> Its `data` is not documented, and may be absent.
     * @deprecated by Bootpay, which will take it out of a future version
     */
    public function sendLMS(#[\SensitiveParameter] $data)
    {
        \trigger_error('sendLMS is deprecated by Bootpay', \E_USER_DEPRECATED);
        return $this->call('lms.send', Fields::whole('lms.send', $data));
    }

    /**
     * @param array<string, mixed> $fields by their names on the wire; null where nothing was given
     * @return Answer<mixed>
     */
    abstract protected function call(string $operation, #[\SensitiveParameter] array $fields);
}
