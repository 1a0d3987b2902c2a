<?php

declare(strict_types=1);

namespace App\Providers;

use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\Once;
use Illuminate\Support\ServiceProvider;
use Psr\Log\LoggerInterface;

/**
 * Gives Bootpay to whoever asks the container for it. In config/services.php:
 *
 *     'bootpay' => [
 *         'application_id' => env('BOOTPAY_APPLICATION_ID'),
 *         'private_key' => env('BOOTPAY_PRIVATE_KEY'),
 *         'base_url' => env('BOOTPAY_BASE_URL'), // a sandbox; nothing in production
 *         'web_application_id' => env('BOOTPAY_WEB_APPLICATION_ID'),
 *         'once' => 'redis', // a cache that all servers share
 *     ],
 */
final class BootpayServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->singleton(Client::class, static fn ($app) => new Client(
            $app['config']['services.bootpay.application_id'],
            $app['config']['services.bootpay.private_key'],
            baseUrl: $app['config']['services.bootpay.base_url'],
            logger: $app->make(LoggerInterface::class),
        ));
        $this->app->singleton(Once::class, static fn ($app) => new Once\LaravelCache(
            $app['cache']->store($app['config']['services.bootpay.once']),
        ));
    }
}
