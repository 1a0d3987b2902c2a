<?php

declare(strict_types=1);

/**
 * The examples in php/examples/fpm and php/examples/laravel as they stand, behind nginx.
 *
 * @group debian
 */
final class FpmTest extends BootpayTestCase
{
    private string $folder;

    /** @var list<resource> */
    private array $servers = [];

    protected function setUp(): void
    {
        parent::setUp();
        $this->folder = sys_get_temp_dir() . '/bootpay-fpm-' . bin2hex(random_bytes(6)); // a socket's path must be short
        mkdir("$this->folder/public", 0755, true);
        $example = dirname(__DIR__) . '/examples/fpm';
        copy("$example/public/index.php", "$this->folder/public/index.php");
        symlink(getenv('BOOTPAY_VENDOR'), "$this->folder/vendor");
    }

    protected function tearDown(): void
    {
        foreach (array_reverse($this->servers) as $server) {
            proc_terminate($server);
            proc_close($server);
        }
        exec('rm -r ' . escapeshellarg($this->folder));
    }

    /**
     * Starts both servers, whose configurations are the example's but for paths.
     *
     * @param bool $ownSettings whether FPM reads the settings that it is installed with, and not those of this test run
     */
    private function serve(callable $changed, array $settings = [], bool $ownSettings = false): void
    {
        $example = dirname(__DIR__) . '/examples/fpm';
        $pool = strtr(file_get_contents("$example/pool.conf"), [
            '/run/php/shop.sock' => "$this->folder/fpm.sock",
            'pm.max_children = 4' => 'pm.max_children = 2',
        ]);
        $me = posix_getpwuid(posix_geteuid())['name'];
        $group = posix_getgrgid(posix_getegid())['name'];
        $isRoot = posix_geteuid() === 0;
        $users = $isRoot ? "user = $me\ngroup = $group\nlisten.owner = $me\n" : '';
        $pool = "[global]\nerror_log = $this->folder/fpm.log\ndaemonize = no\n" . $changed($pool) . $users
            . "catch_workers_output = yes\nenv[BOOTPAY_LIBRARY] = \"\$BOOTPAY_LIBRARY\"\nenv[SHOP_DATABASE] = sqlite:$this->folder/shop.sqlite3\n";
        file_put_contents("$this->folder/fpm.conf", $pool);
        $server = strtr(file_get_contents("$example/nginx.conf"), [
            '127.0.0.1:8080' => "unix:$this->folder/web.sock",
            '/srv/shop' => $this->folder,
            '/run/php/shop.sock' => "$this->folder/fpm.sock",
        ]);
        $temporary = '';
        foreach (['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'] as $kind) {
            $temporary .= "{$kind}_temp_path $this->folder/$kind; ";
        }
        file_put_contents("$this->folder/nginx.conf", ($isRoot ? "user $me;" : '') . "daemon off; pid $this->folder/nginx.pid;"
            . "error_log $this->folder/nginx.log; events {} http { access_log off; "
            // over a socket in a folder, so that no port can be taken; the shop sees an address all the same
            . "set_real_ip_from unix:; real_ip_header x-real-ip; $temporary $server }");
        $fpm = glob('/usr/sbin/php-fpm*')[0];
        $settings = array_merge(...array_map(static fn ($setting) => ['-d', $setting],
            [...$settings, "session.save_path=$this->folder"]));
        $environment = array_diff_key(self::sandbox()->env() + getenv(), $ownSettings ? ['PHP_INI_SCAN_DIR' => 1] : []);
        $this->start([$fpm, '-F', ...($isRoot ? ['-R'] : []), '-y', "$this->folder/fpm.conf", ...$settings], $environment);
        $this->start(['/usr/sbin/nginx', '-c', "$this->folder/nginx.conf", '-e', "$this->folder/nginx.log"], $environment);
        foreach (['fpm.sock', 'web.sock'] as $socket) {
            do {
                foreach ($this->servers as $process) {
                    proc_get_status($process)['running'] || self::fail($this->logged());
                }
                $connected = @stream_socket_client("unix://$this->folder/$socket");
            } while ($connected === false);
            fclose($connected);
        }
    }

    private function start(array $command, array $environment): void
    {
        $said = ['file', "$this->folder/said", 'a'];
        $this->servers[] = proc_open($command, [['file', '/dev/null', 'r'], $said, $said], $pipes, null, $environment);
    }

    private function logged(): string
    {
        $logs = array_filter(["$this->folder/said", "$this->folder/fpm.log", "$this->folder/nginx.log"], 'is_file');

        return implode("\n", array_map(static fn ($log) => substr(file_get_contents($log), -3000), $logs));
    }

    /**
     * @return resource an answer that is still to come
     */
    private function asked(string $path, array|string $body = [], string $headers = '')
    {
        $body = is_array($body) ? json_encode((object) $body) : $body;
        $connection = stream_socket_client("unix://$this->folder/web.sock");
        fwrite($connection, "POST $path HTTP/1.0\r\nx-real-ip: 127.0.0.1\r\ncontent-type: application/json\r\n$headers"
            . 'content-length: ' . strlen($body) . "\r\n\r\n$body");

        return $connection;
    }

    /**
     * @param resource $connection
     * @return array{int, string, string} status, headers and body
     */
    private static function answer($connection): array
    {
        [$head, $body] = explode("\r\n\r\n", stream_get_contents($connection), 2);
        fclose($connection);

        return [(int) explode(' ', $head)[1], $head, $body];
    }

    private static function poolAsItIs(string $pool): string
    {
        return $pool;
    }

    private static function poolWithoutFfi(string $pool): string
    {
        return str_replace('php_admin_value[ffi.enable]', ';', $pool);
    }

    /** Four hundred webhooks of a pool whose servers run, each of which reads its receipt. */
    private function assertOneClientServesAllRequests(): void
    {
        self::sandbox()->control('POST', '/sandbox/reset');
        $webhook = '{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1}';
        $statuses = [];
        foreach (range(1, 100) as $_) { // four at a time, so that both workers are busy
            $asked = array_map(fn () => $this->asked('/webhook', $webhook), range(1, 4));
            foreach ($asked as $connection) {
                [$status, , $body] = self::answer($connection);
                $statuses["$status $body"] = ($statuses["$status $body"] ?? 0) + 1;
            }
        }
        self::assertSame(['200 OK' => 400], $statuses, $this->logged());
        self::assertLessThanOrEqual(2, self::tokenRequests());
        self::assertCount(400, self::sandbox()->requests('receipt.get'));
    }

    public function testOneClientServesAllRequestsOfAWorker(): void
    {
        $this->serve(self::poolAsItIs(...));
        $this->assertOneClientServesAllRequests();
    }

    public function testWithTheExtensionAPoolNeedsNoSetting(): void
    {
        $extension = getenv('TESTED_EXTENSION') ?: self::markTestSkipped('test.sh --extension has it');
        $this->serve(self::poolWithoutFfi(...), ["extension=$extension"], ownSettings: true);
        $this->assertOneClientServesAllRequests();
    }

    public function testAPersonIsConfirmedOnceOverRequestsAndWorkers(): void
    {
        $table = shell_exec(escapeshellarg(getenv('BOOTPAY_PROGRAM')) . ' once-table');
        (new PDO("sqlite:$this->folder/shop.sqlite3"))->exec($table);
        $this->serve(self::poolAsItIs(...));
        [$status, $head, $body] = self::answer($this->asked('/identity/begin'));
        self::assertSame(200, $status, $body . $this->logged());
        preg_match('/^set-cookie: ([^;]*)/mi', $head, $cookie);
        ['token' => $token, 'request' => $request] = json_decode($body, true);
        $receiptId = self::sandbox()->identity(['order_id' => $request['order_id']])['receipt_id'];
        $confirm = ['receipt_id' => $receiptId, 'token' => $token];
        [$status, , $body] = self::answer($this->asked('/identity', $confirm));
        self::assertSame([403, 'other_session'], [$status, json_decode($body, true)['reason']], $body . $this->logged());
        $ours = "cookie: $cookie[1]\r\n";
        [$status, , $body] = self::answer($this->asked('/identity', $confirm, $ours));
        self::assertSame([200, true], [$status, json_decode($body, true)['adult']], $body . $this->logged());
        [$status, , $body] = self::answer($this->asked('/identity', $confirm, $ours));
        self::assertSame([409, 'used'], [$status, json_decode($body, true)['reason']]);
        [$status] = self::answer($this->asked('/webhook', '{"receipt_id":"5df6e67d4f74b4002a77e0eb","price":1,"status":1}'));
        self::assertSame(503, $status); // the receipt says otherwise
        self::assertSame(403, self::answer($this->asked('/webhook', 'private_key=wrong&receipt_id=r'))[0]);
    }

    public function testOneClientServesAllRequestsOfLaravel(): void
    {
        $this->serveLaravel();
        $this->assertOneClientServesAllRequests();
    }

    public function testAPersonIsConfirmedOnceByLaravel(): void
    {
        $this->serveLaravel();
        [$status, $head, $body] = self::answer($this->asked('/identity/begin'));
        self::assertSame(200, $status, $body . $this->logged());
        preg_match('/^set-cookie: ([^;]*)/mi', $head, $cookie);
        $receiptId = self::sandbox()->identity(['order_id' => json_decode($body, true)['order_id']])['receipt_id'];
        $confirm = ['receipt_id' => $receiptId];
        [$status, , $body] = self::answer($this->asked('/identity', $confirm));
        self::assertSame([400, 'bad_token'], [$status, json_decode($body, true)['reason']], $body . $this->logged());
        $session = "$this->folder/" . explode('=', $cookie[1])[1];
        $begun = file_get_contents($session);
        [$status, , $body] = self::answer($this->asked('/identity', $confirm, "cookie: $cookie[1]\r\n"));
        self::assertSame([200, '{"adult":true}'], [$status, $body], $this->logged());
        file_put_contents($session, $begun); // as if it had never been confirmed
        [$status, , $body] = self::answer($this->asked('/identity', $confirm, "cookie: $cookie[1]\r\n"));
        self::assertSame([409, 'used'], [$status, json_decode($body, true)['reason']]);
    }

    private function serveLaravel(): void
    {
        $front = var_export(__DIR__ . '/laravel-front.php', true);
        file_put_contents("$this->folder/public/index.php", "<?php require $front;");
        $this->serve(self::poolAsItIs(...));
    }

    public function testAPoolWithoutFfiIsRefusedInOneSentence(): void
    {
        $this->serve(self::poolWithoutFfi(...), ownSettings: true);
        [$status, , $body] = self::answer($this->asked('/identity/begin'));
        self::assertSame(503, $status, $body);
        preg_match('/bootpay\/backend-php cannot run here: .*/', $this->logged(), $sentence);
        self::assertStringContainsString("ffi.enable='preload' forbids in fpm-fcgi", $sentence[0] ?? $this->logged());
        self::assertStringContainsString('load the extension bootpay', $sentence[0]);
        self::assertStringContainsString('php_admin_value[ffi.enable] = true', $sentence[0]);
        self::assertStringContainsString('preload.php', $sentence[0]);
        self::assertStringContainsString('shared hosting', $sentence[0]);
    }

    public function testAPreloadedCoreNeedsNoFfiInThePool(): void
    {
        $preload = dirname((new ReflectionClass(Bootpay\BackendPhp\Client::class))->getFileName(), 2) . '/preload.php';
        $this->serve(
            self::poolWithoutFfi(...),
            ["opcache.preload=$preload", 'opcache.preload_user=' . posix_getpwuid(posix_geteuid())['name']],
            ownSettings: true,
        );
        [$status, , $body] = self::answer($this->asked('/identity/begin'));
        self::assertSame(200, $status, $body . $this->logged());
    }
}
