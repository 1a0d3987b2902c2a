<?php

declare(strict_types=1);

require_once __DIR__ . '/PHPUnitTestCase.php';

/** `WithBootpaySandbox` in one process. */
final class PHPUnitTest extends PHPUnitTestCase
{
    public function testEachTestStartsAnew(): void
    {
        $this->case('AnewTest', <<<'PHP'
                private static Client $client;

                public static function setUpBeforeClass(): void
                {
                    self::$client = new Client(log: 'none');
                }

                public static function times(): array
                {
                    return [[1], [2]];
                }

                /** @dataProvider times */
                #[PHPUnit\Framework\Attributes\DataProvider('times')]
                public function testIt(int $time): void
                {
                    $receiptId = '00000000000000000000da7a';
                    foreach ([self::$client, BootpayApi::instance()] as $client) {
                        self::assertSame(404, $client->certificate($receiptId)->status);
                    }
                    self::bootpaySandbox()->person(fields: ['receipt_id' => $receiptId]);
                    foreach ([self::$client, BootpayApi::instance()] as $client) {
                        self::assertTrue($client->certificate($receiptId)->ok());
                    }
                    self::assertCount(4, self::bootpaySandbox()->requests('certificate.get'));
                    self::bootpaySandbox()->fault('reset', ['path' => '/receipt']);
                }

            PHP);
        $this->assertRun('OK (2 tests');
    }

    public function testNothingButTheSandboxCanBeReached(): void
    {
        $this->case('ReachTest', <<<'PHP'
                public function testTheHost(): void
                {
                    self::assertSame(self::bootpaySandbox()->url, BootpayApi::baseUrl());
                    foreach (self::bootpaySandbox()->env() as $name => $value) { // as Laravel and Symfony read it
                        self::assertSame([$value, $value], [$_ENV[$name], $_SERVER[$name]]);
                    }
                    $this->expectException(ConfigException::class);
                    $this->expectExceptionMessage('BOOTPAY_LOOPBACK_ONLY is set');
                    new Client(baseUrl: 'https://api.bootpay.co.kr');
                }

                public function testThatItIsSetAgain(): void
                {
                    putenv('BOOTPAY_BASE_URL=http://127.0.0.1:1');
                    self::assertSame('http://127.0.0.1:1', (new Client())->baseUrl());
                }

                public function testThatItIsSetAgainAfterATest(): void
                {
                    self::assertSame(self::bootpaySandbox()->url, (new Client())->baseUrl());
                }

            PHP);
        $developers = ['BOOTPAY_APPLICATION_ID' => str_repeat('a', 24), 'BOOTPAY_PRIVATE_KEY' => str_repeat('b', 43) . '='];
        $this->assertRun('OK (3 tests', 0, $developers);
    }

    public function testAnApplicationThatMakesItsClientWhenItIsLoaded(): void
    {
        $this->file('bootstrap.php', <<<'PHP'
            <?php
            require getenv('BOOTPAY_VENDOR') . '/autoload.php';
            Bootpay\Sandbox\PHPUnit\TestRun::sandbox();
            $GLOBALS['shop'] = Bootpay\BackendPhp\BootpayApi::setConfig();
            PHP);
        $this->case('LoadedTest', <<<'PHP'
                public function testIt(): void
                {
                    self::assertTrue($GLOBALS['shop']->certificate($this->bootpaySandbox()->person()['receipt_id'])->ok());
                }

            PHP);
        $this->assertRun('OK (1 test');
    }

    public function testATestThatFailsPrintsWhatTheSandboxSaw(): void
    {
        $this->case('FailingTest', <<<'PHP'
                public function testARefund(): void
                {
                    $sandbox = self::bootpaySandbox();
                    $paid = $sandbox->payment(['price' => 3000, 'status' => 1, 'receipt_id' => '00000000000000000000da7a']);
                    BootpayApi::setConfig(log: 'none', maxRetries: 0)->verify($paid['receipt_id']);
                    $sandbox->fault('reset', ['path' => '/cancel', 'times' => 5]);
                    try {
                        BootpayApi::cancel($paid['receipt_id'], name: 'canary-name', reason: 'canary-reason');
                        self::fail('the fault did nothing');
                    } catch (ConnectionException) {
                    }
                    BootpayApi::getUserWallets('canary-user');
                    self::assertTrue(false);
                }

                public function testSomebody(): void
                {
                    self::bootpaySandbox()->person(fields: ['username' => 'canary-name']);
                    throw new RuntimeException('never asked');
                }

                public function testThatIsSkipped(): void
                {
                    $this->markTestSkipped();
                }

                public function testThatPasses(): void
                {
                    self::assertTrue(true);
                }

            PHP);
        $said = $this->assertRun('Failed asserting that false is true', 2);
        self::assertStringContainsString('RuntimeException: never asked', $said);
        $lines = [
            'The Bootpay sandbox, in FailingTest::testARefund:',
            '   1  POST   /request/token  200',
            '   2  GET    /receipt/00000000000000000000da7a  200',
            '   3  POST   /cancel  connection broken',
        ];
        self::assertStringContainsString(implode("\n", $lines), $said);
        self::assertMatchesRegularExpression('~\n *\d+  GET    /wallet  200\nfault reset:.* path=/cancel.* times=\d~', $said);
        self::assertStringContainsString("in FailingTest::testSomebody:\nno request came: does the client have", $said);
        self::assertSame(2, substr_count($said, 'The Bootpay sandbox, in '));
        self::assertStringNotContainsString('canary', $said);
    }

    private function strictCase(): void
    {
        $this->case('StrictTest', <<<'PHP'
                private function cancelTwo(): void
                {
                    foreach (range(1, 2) as $_) {
                        $receiptId = self::bootpaySandbox()->payment(['price' => 3000, 'status' => 1])['receipt_id'];
                        BootpayApi::cancel($receiptId, cancelId: 'refund-1');
                    }
                }

                public function testOneIdForTwoCancels(): void
                {
                    $this->cancelTwo();
                    self::assertCount(1, self::bootpaySandbox()->misuses());
                }

                public function testNothing(): void
                {
                    self::assertSame([], self::bootpaySandbox()->misuses());
                }

                public function testThatIsExempt(): void
                {
                    $this->bootpayStrict(false);
                    $this->cancelTwo();
                    self::assertTrue(true);
                }

                public function testThatIsStrictAlways(): void
                {
                    $this->bootpayStrict();
                    $this->cancelTwo();
                    self::assertTrue(true);
                }

            PHP);
    }

    public function testStrictModeFailsATestWithAMisuse(): void
    {
        $this->strictCase();
        $said = $this->assertRun('Failures: 1', 1, [], '--no-configuration');
        self::assertStringContainsString('StrictTest::testThatIsStrictAlways', $said);
        self::assertStringContainsString("the sandbox saw what a merchant must not do:\n", $said);
        self::assertStringContainsString("\nmisuse cancel_id_reused: ", $said);
        $this->assertRun('Failures: 2', 1, ['BOOTPAY_SANDBOX_STRICT' => '1']);
        $this->file('phpunit.xml', '<phpunit><php><env name="BOOTPAY_SANDBOX_STRICT" value="true"/></php></phpunit>');
        $this->assertRun('Failures: 2', 1);
    }

    public function testASandboxThatIsNotThereIsNamed(): void
    {
        $this->case('NowhereTest', "    public function testIt(): void\n    {\n    }\n");
        $why = 'BOOTPAY_SANDBOX_URL: POST /sandbox/projects: no sandbox answers at http://127.0.0.1:1 (Connection refused)';
        $this->assertRun($why, 2, ['BOOTPAY_SANDBOX_URL' => 'http://127.0.0.1:1']);
    }
}
