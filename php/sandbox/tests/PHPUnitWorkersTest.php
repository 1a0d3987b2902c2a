<?php

declare(strict_types=1);

use Bootpay\Sandbox\Sandbox;

require_once __DIR__ . '/PHPUnitTestCase.php';

/** `WithBootpaySandbox` in several processes. */
final class PHPUnitWorkersTest extends PHPUnitTestCase
{
    private const PARALLEL = <<<'PHP'
            public function testNobodyIsMet(): void
            {
                $receiptId = '00000000000000000000da7a';
                foreach (range(1, 20) as $_) {
                    self::bootpaySandbox()->identity(['receipt_id' => $receiptId, 'username' => 'N' . getmypid()]);
                    self::assertSame('N' . getmypid(), BootpayApi::certificate($receiptId)->unwrap()->certificate->username);
                }
                self::assertCount(20, self::bootpaySandbox()->requests('certificate.get'));
                self::bootpaySandbox()->advance(days: 1);
                echo self::bootpaySandbox()->url, ' ', self::bootpaySandbox()->applicationId, "\n";
            }

        PHP;

    /**
     * @param list<string> $said
     * @return list<array{string, string}> the address and the project of each
     */
    private static function places(array $said): array
    {
        return array_map(static function (string $all): array {
            self::assertMatchesRegularExpression('~http://127\.0\.0\.1:\d+ [0-9a-f]{24}\n~', $all);
            preg_match('~(http://\S+) (\S+)~', $all, $place);

            return [$place[1], $place[2]];
        }, $said);
    }

    public function testProcessesThatJoinASandboxDoNotMeet(): void
    {
        $this->case('ParallelTest', self::PARALLEL);
        $sandbox = Sandbox::start();
        $variables = ['BOOTPAY_SANDBOX_URL' => $sandbox->url];
        $runs = array_map(fn () => self::started($this->command(), $variables, $this->folder), range(1, 4));
        $ended = array_map(self::ended(...), $runs);
        self::assertSame([0, 0, 0, 0], array_column($ended, 0), implode("\n", array_column($ended, 1)));
        $places = self::places(array_column($ended, 1));
        self::assertSame([$sandbox->url], array_values(array_unique(array_column($places, 0))));
        self::assertCount(4, array_unique(array_column($places, 1)));
        self::assertCount(1, $sandbox->control('GET', '/sandbox/projects'), 'each has deleted its own');
        self::assertSame([], $sandbox->requests());
    }

    /** As ParaTest does it: the bootstrap file is loaded, then the workers are started. */
    public function testWorkersShareTheSandboxOfWhoStartsThem(): void
    {
        $this->case('ParallelTest', self::PARALLEL);
        $this->file('bootstrap.php',
            '<?php require getenv("BOOTPAY_VENDOR") . "/autoload.php"; Bootpay\Sandbox\PHPUnit\TestRun::sandbox();');
        $this->file('main.php', <<<'PHP'
            <?php
            require 'bootstrap.php';
            $command = array_slice($argv, 1);
            foreach (range(1, 4) as $worker) {
                $processes[] = proc_open($command, [1 => ['pipe', 'w']], $pipes);
                $outputs[] = $pipes[1];
            }
            echo json_encode(array_map('stream_get_contents', $outputs));
            PHP);
        [$status, $said] = self::ran([PHP_BINARY, 'main.php', ...$this->command()], [], $this->folder);
        self::assertSame(0, $status, $said);
        $places = self::places(json_decode($said, true));
        self::assertCount(1, array_unique(array_column($places, 0)));
        self::assertCount(4, array_unique(array_column($places, 1)));
        self::refused(static fn () => Sandbox::join($places[0][0]), 'Connection refused');
    }

    public function testATestInAProcessOfItsOwn(): void
    {
        $this->case('AloneTest', <<<'PHP'
                /** @runInSeparateProcess */
                #[PHPUnit\Framework\Attributes\RunInSeparateProcess]
                public function testAlone(): void
                {
                    self::assertTrue(BootpayApi::certificate(self::bootpaySandbox()->person()['receipt_id'])->ok());
                }

                /** @runInSeparateProcess */
                #[PHPUnit\Framework\Attributes\RunInSeparateProcess]
                public function testThatFails(): void
                {
                    self::assertTrue(false);
                }

            PHP);
        $said = $this->assertRun('Failed asserting that false is true', 1);
        self::assertStringContainsString("The Bootpay sandbox, in AloneTest::testThatFails:\nno request came", $said);
        self::assertStringContainsString('Tests: 2, Assertions: 2, Failures: 1', $said);
    }
}
