<?php

// A front controller for the example in php/examples/laravel: what Laravel's own does for it, with a session in a file.

declare(strict_types=1);

use Illuminate\Filesystem\Filesystem;
use Illuminate\Http\Request;
use Illuminate\Session\FileSessionHandler;
use Illuminate\Session\Store;
use Symfony\Component\HttpFoundation\Cookie;

$folder = dirname($_SERVER['SCRIPT_FILENAME'], 2);
require "$folder/vendor/autoload.php";
$app = (require __DIR__ . '/laravel.php')([
    'application_id' => getenv('BOOTPAY_APPLICATION_ID'),
    'private_key' => getenv('BOOTPAY_PRIVATE_KEY'),
    'base_url' => getenv('BOOTPAY_BASE_URL'),
    'web_application_id' => getenv('BOOTPAY_WEB_APPLICATION_ID'),
], "$folder/cache");
$request = Request::capture();
$session = new Store('shop', new FileSessionHandler(new Filesystem(), $folder, 10), $request->cookies->get('shop'));
$session->start();
$request->setLaravelSession($session);
$app->instance(Request::class, $request);
$response = $app['router']->dispatch($request);
$session->save();
$response->headers->setCookie(new Cookie('shop', $session->getId()));
$response->send();
