<?php

declare(strict_types=1);

use App\Providers\BootpayServiceProvider;
use Illuminate\Cache\CacheManager;
use Illuminate\Config\Repository;
use Illuminate\Container\Container;
use Illuminate\Contracts\Config\Repository as Config;
use Illuminate\Events\Dispatcher;
use Illuminate\Filesystem\Filesystem;
use Illuminate\Routing\Router;
use Illuminate\Support\Facades\Facade;
use Psr\Log\LoggerInterface;
use Psr\Log\NullLogger;

/**
 * The example in php/examples/laravel in Laravel's own container, router and cache (those of Debian, version 8).
 *
 * @param array<string, string> $project keys and addresses, as config/services.php has them
 * @param string $folder of the cache "file", which is the one of `once`
 */
return static function (array $project, string $folder): Container {
    foreach (['Routing', 'Cache', 'Filesystem', 'Config', 'Events'] as $component) {
        require_once "/usr/share/php/Illuminate/$component/autoload.php";
    }
    $example = dirname(__DIR__) . '/examples/laravel';
    require_once "$example/app/Providers/BootpayServiceProvider.php";
    require_once "$example/app/Http/Controllers/BootpayController.php";
    $app = new Container();
    $app->instance('config', new Repository([
        'cache' => ['prefix' => 'shop', 'stores' => [
            'file' => ['driver' => 'file', 'path' => $folder],
            'array' => ['driver' => 'array'],
            'null' => ['driver' => 'null'],
            'apc' => ['driver' => 'apc'],
        ]],
        'services' => ['bootpay' => $project + ['once' => 'file']],
    ]));
    $app->alias('config', Config::class);
    $app->instance('files', new Filesystem());
    $app->instance(LoggerInterface::class, new NullLogger());
    $app->singleton('cache', static fn ($app) => new CacheManager($app));
    $app->singleton('router', static fn ($app) => new Router(new Dispatcher($app), $app));
    Facade::setFacadeApplication($app);
    (new BootpayServiceProvider($app))->register();
    require "$example/routes/bootpay.php";

    return $app;
};
