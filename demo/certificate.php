<?php
require 'vendor/autoload.php';

use Bootpay\BackendPhp\BootpayApi;

$answer = BootpayApi::certificate(getenv('RECEIPT_ID')); // keys and address from BOOTPAY_*
$answer->unwrap();
echo json_encode($answer), PHP_EOL;
