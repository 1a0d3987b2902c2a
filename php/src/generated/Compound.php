<?php

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * The fields of requests that may hold a list or an object, by operation.
 *
 * @internal
 */
final class Compound
{
    public const FIELDS = [
        'payment.cancel' => ['refund'],
        'billing_key.request' => ['user_info', 'extra'],
        'billing.pay' => ['items', 'user_info', 'extra'],
        'billing.reserve' => ['items', 'user_info', 'extra'],
        'link.request' => ['methods', 'params', 'user_info', 'items', 'extra'],
        'wallet.pay' => ['items', 'user', 'extra', 'metadata'],
        'remote_link.send' => ['sms_payload'],
        'remote_form.send' => ['remote_form', 'sms_payload'],
        'sms.send' => ['data'],
        'lms.send' => ['data'],
    ];
}
