<?php

// For opcache.preload, where ffi.enable is left at "preload": only preloaded code may call FFI then. With another preload
// script of your own, require this file there.

declare(strict_types=1);

require_once __DIR__ . '/src/Native/Reply.php';
require_once __DIR__ . '/src/Native/Call.php';
require_once __DIR__ . '/src/Native/Driver.php';
require_once __DIR__ . '/src/Native/Ffi.php';
require_once __DIR__ . '/src/Native/Library.php';
