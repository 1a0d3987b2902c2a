<?php

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

declare(strict_types=1);

// The call of each operation, with the fields of a shared case.
return [
    'certificate.get' => static fn ($api, array $given) => $api->certificate(
        $given['receipt_id'] ?? null,
    ),
    'payment.cancel' => static fn ($api, array $given) => $api->cancel(
        $given['receipt_id'] ?? null,
        $given['price'] ?? null,
        $given['name'] ?? null,
        $given['reason'] ?? null,
        $given['cancel_id'] ?? null,
        $given['tax_free'] ?? null,
        $given['refund'] ?? null,
        $given['cancelled_before'] ?? null,
    ),
    'payment.submit' => static fn ($api, array $given) => $api->submit(
        $given['receipt_id'] ?? null,
    ),
    'billing_key.request' => static fn ($api, array $given) => $api->getSubscribeBillingKey(
        $given['pg'] ?? null,
        $given['order_id'] ?? null,
        $given['item_name'] ?? null,
        $given['card_no'] ?? null,
        $given['card_pw'] ?? null,
        $given['expire_year'] ?? null,
        $given['expire_month'] ?? null,
        $given['identify_number'] ?? null,
        $given['user_info'] ?? null,
        $given['extra'] ?? null,
    ),
    'billing_key.lookup' => static fn ($api, array $given) => $api->lookupBillingKey(
        $given['receipt_id'] ?? null,
    ),
    'billing_key.delete' => static fn ($api, array $given) => $api->destroySubscribeBillingKey(
        $given['billing_key'] ?? null,
    ),
    'billing.pay' => static fn ($api, array $given) => $api->subscribeCardBilling(
        $given['billing_key'] ?? null,
        $given['order_id'] ?? null,
        $given['item_name'] ?? null,
        $given['price'] ?? null,
        array_diff_key($given, array_flip(['billing_key', 'order_id', 'item_name', 'price'])),
    ),
    'billing.reserve' => static fn ($api, array $given) => $api->subscribeCardBillingReserve(
        $given['billing_key'] ?? null,
        $given['item_name'] ?? null,
        $given['price'] ?? null,
        $given['order_id'] ?? null,
        $given['execute_at'] ?? null,
        array_diff_key($given, array_flip(['billing_key', 'item_name', 'price', 'order_id', 'execute_at'])),
    ),
    'reservation.cancel' => static fn ($api, array $given) => $api->subscribeCardBillingReserveCancel(
        $given['reserve_id'] ?? null,
    ),
    'user_token.request' => static fn ($api, array $given) => $api->getUserToken(
        $given['user_id'] ?? null,
        $given['email'] ?? null,
        $given['name'] ?? null,
        $given['gender'] ?? null,
        $given['birth'] ?? null,
        $given['phone'] ?? null,
    ),
    'link.request' => static fn ($api, array $given) => $api->requestPayment(
        $given['order_id'] ?? null,
        $given['name'] ?? null,
        $given['price'] ?? null,
        array_diff_key($given, array_flip(['order_id', 'name', 'price'])),
    ),
    'webhook.create' => static fn ($api, array $given) => $api->createWebhook(
        $given['receipt_id'] ?? null,
        $given['webhook_url'] ?? null,
    ),
    'delivery.start' => static fn ($api, array $given) => $api->startDelivery($given),
    'npay_product.send' => static fn ($api, array $given) => $api->naverpayItemResponse($given),
    'project.update' => static fn ($api, array $given) => $api->updatePgResource($given),
    'wallet.list' => static fn ($api, array $given) => $api->getUserWallets(
        $given['user_id'] ?? null,
        $given['sandbox'] ?? null,
    ),
    'wallet.pay' => static fn ($api, array $given) => $api->requestWalletPayment(
        $given['user_id'] ?? null,
        $given['order_name'] ?? null,
        $given['price'] ?? null,
        $given['order_id'] ?? null,
        array_diff_key($given, array_flip(['user_id', 'order_name', 'price', 'order_id'])),
    ),
    'remote_link.send' => static fn ($api, array $given) => $api->remoteLink($given),
    'remote_form.send' => static fn ($api, array $given) => $api->remoteForm($given),
    'sms.send' => static fn ($api, array $given) => $api->sendSMS($given),
    'lms.send' => static fn ($api, array $given) => $api->sendLMS($given),
];
