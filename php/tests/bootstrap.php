<?php

// Nothing of the source tree but the tests is loaded: BOOTPAY_VENDOR is the folder that Composer installed the package into.

declare(strict_types=1);

require getenv('BOOTPAY_VENDOR') . '/autoload.php';
@include '/usr/share/php/Psr/Log/autoload.php'; // Debian's, for the tests that are in the group
@include '/usr/share/php/PHPStan/PhpDocParser/autoload.php';
foreach (glob(__DIR__ . '/../sandbox/src/*.php') as $file) {
    require $file;
}
require __DIR__ . '/BootpayTestCase.php';
