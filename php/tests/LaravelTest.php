<?php

declare(strict_types=1);

use Bootpay\BackendPhp\ConfigException;
use Bootpay\BackendPhp\DecodeException;
use Bootpay\BackendPhp\Once;
use Illuminate\Container\Container;
use Illuminate\Filesystem\Filesystem;
use Illuminate\Http\Request;
use Illuminate\Session\ArraySessionHandler;
use Illuminate\Session\Store;
use Illuminate\Support\Facades\Facade;

/**
 * The example in php/examples/laravel, asked in this process; FpmTest asks it behind nginx.
 *
 * @group debian
 */
final class LaravelTest extends BootpayTestCase
{
    private Container $app;

    private Store $session;

    private string $folder;

    protected function setUp(): void
    {
        parent::setUp();
        $this->folder = sys_get_temp_dir() . '/bootpay-laravel-' . bin2hex(random_bytes(6));
        $this->app = (require __DIR__ . '/laravel.php')([
            'application_id' => self::sandbox()->applicationId,
            'private_key' => self::sandbox()->privateKey,
            'base_url' => self::sandbox()->url,
            'web_application_id' => self::sandbox()->webApplicationId,
        ], $this->folder);
        $this->session = new Store('shop', new ArraySessionHandler(10));
    }

    protected function tearDown(): void
    {
        Facade::clearResolvedInstances();
        (new Filesystem())->deleteDirectory($this->folder);
    }

    private function answer(string $path, array|string $body = []): Symfony\Component\HttpFoundation\Response
    {
        $server = ['CONTENT_TYPE' => 'application/json', 'REMOTE_ADDR' => '127.0.0.1'];
        $body = is_array($body) ? json_encode($body) : $body;
        $request = Request::create($path, 'POST', server: $server, content: $body);
        $request->setLaravelSession($this->session);
        $this->app->instance(Request::class, $request);

        return $this->app['router']->dispatch($request);
    }

    public function testAPersonIsConfirmedOnce(): void
    {
        $begun = json_decode($this->answer('/identity/begin')->getContent(), true);
        self::assertSame('auth', $begun['method']);
        $token = $this->session->get('identity');
        $receiptId = self::sandbox()->identity(['order_id' => $begun['order_id'], 'birth' => '1990-10-04'])['receipt_id'];
        $first = $this->answer('/identity', ['receipt_id' => $receiptId]);
        self::assertSame([200, '{"adult":true}'], [$first->getStatusCode(), $first->getContent()]);
        $this->session->put('identity', $token);
        $second = $this->answer('/identity', ['receipt_id' => $receiptId]);
        self::assertSame([409, 'used'], [$second->getStatusCode(), json_decode($second->getContent())->reason]);
        self::assertSame(400, $this->answer('/identity', ['receipt_id' => ['$ne' => 1]])->getStatusCode()); // and no token
    }

    public function testAPersonIsConfirmedAfterALostAnswerAndAfterComingTooEarly(): void
    {
        $begun = json_decode($this->answer('/identity/begin')->getContent(), true);
        $early = $this->answer('/identity', ['receipt_id' => '612e09260d681b0021e61fff']);
        self::assertSame('not_finished', json_decode($early->getContent())->reason);
        $receiptId = self::sandbox()->identity(['order_id' => $begun['order_id']])['receipt_id'];
        $end = self::sandbox()->fault('broken_json', ['path' => '/certificate']);
        self::thrown(DecodeException::class, fn () => $this->answer('/identity', ['receipt_id' => $receiptId]));
        $end();
        self::assertSame(200, $this->answer('/identity', ['receipt_id' => $receiptId])->getStatusCode());
        self::assertNull($this->session->get('identity'));
    }

    public function testAWebhookIsAnsweredIfTheReceiptSaysTheSame(): void
    {
        $body = '{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1}';
        $answer = $this->answer('/webhook', $body);
        self::assertSame([200, 'OK'], [$answer->getStatusCode(), $answer->getContent()]);
        self::assertSame(403, $this->answer('/webhook', str_replace('3000', '1', $body))->getStatusCode());
        self::assertSame(403, $this->answer('/webhook', 'private_key=wrong&receipt_id=r')->getStatusCode());
    }

    public function testACacheThatCannotKeepAnIdIsRefused(): void
    {
        foreach (['array' => 'forgets everything', 'null' => 'keeps nothing', 'apc' => 'cannot add in one step'] as $store => $why) {
            $error = self::thrown(ConfigException::class, fn () => new Once\LaravelCache($this->app['cache']->store($store)));
            self::assertStringContainsString($why, $error->getMessage());
        }
        $once = new Once\LaravelCache($this->app['cache']->store('file'));
        self::assertTrue($once->consume('o-1', 600));
        self::assertFalse($once->consume('o-1', 600));
    }
}
