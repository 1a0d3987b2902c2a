<?php

declare(strict_types=1);

/** What the extension promises by itself. That the client works with it is shown by all other tests. */
final class ExtensionTest extends BootpayTestCase
{
    protected function setUp(): void
    {
        if (getenv('TESTED_EXTENSION') === false) {
            self::markTestSkipped('test.sh --extension has it');
        }
        parent::setUp();
    }

    private static function opened(): BootpayClient
    {
        return bootpay_open(json_encode(['application_id' => self::ID, 'private_key' => self::KEY, 'base_url' => self::sandbox()->url]));
    }

    public function testItIsOfThePackagesReleaseAndHasWhatItNeeds(): void
    {
        $client = (new ReflectionClass(Bootpay\BackendPhp\Client::class))->getFileName();
        $version = json_decode(file_get_contents(dirname($client, 2) . '/composer.json'), true)['version'];
        self::assertSame($version, phpversion('bootpay'));
        self::assertSame($version, bootpay_ask(null, 'version', '', '')[1]);
        $extension = new ReflectionExtension('bootpay');
        self::assertSame(
            ['bootpay_abi', 'bootpay_open', 'bootpay_ask', 'bootpay_start', 'bootpay_wait', 'bootpay_cancel'],
            array_keys($extension->getFunctions()),
        );
        self::assertSame(['BootpayClient'], $extension->getClassNames());
        ob_start();
        $extension->info();
        self::assertStringContainsString('Version of the interface => ' . bootpay_abi(), ob_get_clean());
    }

    /** Else a number of a script's would be taken for an address. */
    public function testOnlyItselfMakesAClient(): void
    {
        $client = self::opened();
        $attempts = [
            'construct' => static fn () => new BootpayClient(),
            'without its constructor' => static fn () => (new ReflectionClass(BootpayClient::class))->newInstanceWithoutConstructor(),
            'clone' => static fn () => clone $client,
            'serialization' => static fn () => serialize($client),
            'unserialization' => static fn () => unserialize('O:13:"BootpayClient":0:{}'),
            'property' => static fn () => $client->added = 1,
            'argument' => static fn () => bootpay_start(12345678, 'receipt.get', '{}', ''),
            'null' => static fn () => bootpay_start(null, 'receipt.get', '{}', ''),
        ];
        foreach ($attempts as $what => $attempt) {
            try {
                $attempt();
                self::fail("$what: it was done");
            } catch (Error | Exception $refusal) {
                self::assertNotInstanceOf(PHPUnit\Framework\AssertionFailedError::class, $refusal, $refusal->getMessage());
            }
        }
        self::assertSame(200, self::client()->verify(self::PAYMENT)->status);
    }

    public function testWhatItShowsAndItsTracesHaveNothingOfYours(): void
    {
        $client = self::opened();
        self::assertSame('', preg_replace('/object\(BootpayClient\)#\d+ \(0\) \{\s*\}\s*/', '', self::dumped($client)));
        self::assertSame('{}', json_encode($client));
        if (PHP_VERSION_ID < 80200) {
            self::markTestSkipped('traces hide arguments from PHP 8.2 on');
        }
        ini_set('zend.exception_ignore_args', '0');
        foreach ([
            static fn () => bootpay_open('CANARY', 'too many'),
            static fn () => bootpay_ask($client, [], 'CANARY', 'CANARY'),
            static fn () => bootpay_start($client, [], 'CANARY', 'CANARY'),
        ] as $wrong) {
            try {
                $wrong();
                self::fail('it was taken');
            } catch (TypeError $error) {
                self::assertStringStartsWith('bootpay_', $error->getTrace()[0]['function']);
                self::assertStringNotContainsString('CANARY', self::dumped($error->getTrace()[0]) . $error->getMessage());
            }
        }
    }

    private static function dumped(mixed $value): string
    {
        ob_start();
        var_dump($value);

        return ob_get_clean();
    }

    public function testEveryWaitComesBack(): void
    {
        self::sandbox()->fault('stall', ['path' => '/certificate']);
        $call = bootpay_start(self::opened(), 'certificate.get', json_encode(['receipt_id' => self::IDENTITY]), '');
        self::assertNull(bootpay_wait($call, -1)); // which would be for ever in C, where nobody runs PHP's handlers
        bootpay_cancel($call);
        [$ok, , $meta] = bootpay_wait($call, 60_000);
        self::assertFalse($ok);
        self::assertSame('canceled', json_decode($meta)->kind);
        self::assertSame('canceled', json_decode(bootpay_wait($call, -1)[2])->kind); // it was taken
    }

    /** The limit ends a script, and a worker of php-fpm lives on: what the script held of the core's is freed. */
    public function testAnAnswerThatIsTooBigForPhpIsFreed(): void
    {
        $answer = json_encode(['status' => 200, 'code' => 0, 'message' => '', 'data' => ['big' => str_repeat('x', 7_000_000)]]);
        [$api, $server] = self::answeredWith(200, $answer);
        putenv('MALLOC_MMAP_THRESHOLD_=131072'); // so that what is freed is the system's again
        try {
            $said = self::printed(sprintf('
                ini_set("display_errors", "0");
                $held = fn () => 4096 * (int) explode(" ", file_get_contents("/proc/self/statm"))[1];
                $client->verify("%s"); // from now on the code is in memory
                $big = new Client("%s", "%s", baseUrl: "%s", log: "none");
                $big->setAccessToken("t-1");
                $before = $held();
                register_shutdown_function(function () use ($held, $before) {
                    echo str_contains(error_get_last()["message"], "Allowed memory size") ? "limit " : "", $held() - $before;
                });
                $big->verify("%s");
                echo "it was read ";
            ', self::PAYMENT, self::ID, self::KEY, $api->baseUrl(), self::PAYMENT), ['-d', 'memory_limit=5M', '-d', 'log_errors=0']);
        } finally {
            putenv('MALLOC_MMAP_THRESHOLD_');
        }
        self::assertMatchesRegularExpression('/^limit -?\d+$/', $said);
        self::assertLessThan(11_000_000, (int) substr($said, 6), $said); // PHP may hold a copy until its request ends
    }

    /** @group debian */
    public function testAnotherVersionOfTheInterfaceIsRefusedWithBothNumbers(): void
    {
        $folder = sys_get_temp_dir() . '/bootpay-extension-' . bin2hex(random_bytes(6));
        mkdir($folder);
        $functions = ['open', 'ask', 'start', 'wait', 'cancel', 'reply_free'];
        $core = implode('', array_map(static fn ($name) => "void *bootpay_$name(void) { return 0; }\n", $functions));
        file_put_contents("$folder/core.c", $core . 'unsigned bootpay_abi(void) { return 99; }');
        $root = dirname(__DIR__, 2);
        exec(sprintf(
            "cc -shared -fPIC \$(php-config --includes) -I %s -o $folder/bootpay.so %s $folder/core.c 2>&1",
            escapeshellarg("$root/crates/bootpay-c/generated"),
            escapeshellarg("$root/php/ext/bootpay.c"),
        ), $printed, $code);
        self::assertSame(0, $code, implode("\n", $printed));
        $settings = getenv('PHP_INI_SCAN_DIR');
        putenv('PHP_INI_SCAN_DIR');
        try {
            $said = self::printed('', ['-d', "extension=$folder/bootpay.so"]); // FFI, which is there too, is no way around it
        } finally {
            putenv("PHP_INI_SCAN_DIR=$settings");
            exec('rm -r ' . escapeshellarg($folder));
        }
        self::assertMatchesRegularExpression(
            '/for version \d+ of the interface and the extension bootpay has version 99: install both from one release/',
            $said,
        );
    }
}
