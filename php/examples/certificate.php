<?php

// Reads the result of an identity verification: php certificate.php RECEIPT_ID
// Keys and, for a sandbox, BOOTPAY_BASE_URL come from the environment.

declare(strict_types=1);

require 'vendor/autoload.php';

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\BootpayException;

try {
    print_r(BootpayApi::certificate($argv[1] ?? '612e09260d681b0021e61ab9')->unwrap()->certificate); // prints masked
} catch (BootpayException $error) {
    fwrite(STDERR, $error->getMessage() . PHP_EOL);
    exit(1);
}
