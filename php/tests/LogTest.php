<?php

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayException;
use Psr\Log\AbstractLogger;

/**
 * Every attempt leaves a line in the logger of the language.
 *
 * @group debian
 */
final class LogTest extends BootpayTestCase
{
    private static function logger(): object
    {
        return new class () extends AbstractLogger {
            public array $lines = [];

            public function log($level, $message, array $context = []): void
            {
                $this->lines[] = [$level, (string) $message, $context];
            }
        };
    }

    public function testAPsrLoggerGetsALineForEachAttempt(): void
    {
        $client = self::client(logger: $logger = self::logger(), log: null);
        $client->certificate(self::IDENTITY);
        self::sandbox()->fault('status', ['path' => '/receipt', 'status' => 503]);
        $client->verify(self::PAYMENT);
        self::assertSame(['debug', 'debug', 'warning'], array_column($logger->lines, 0));
        [, $line, $context] = $logger->lines[1];
        self::assertStringContainsString('/certificate/{receipt_id}', $line);
        self::assertSame(['certificate.get', 200, 1], [$context['operation'], $context['status'], $context['attempt']]);
        self::assertStringNotContainsString(self::IDENTITY, json_encode($logger->lines));
    }

    public function testNothingIsMadeForALevelThatNobodyListensTo(): void
    {
        foreach (['warn' => [], 'none' => []] as $log => $expected) {
            $client = self::client(logger: $logger = self::logger(), log: $log);
            $client->certificate(self::IDENTITY);
            self::assertSame($expected, $logger->lines);
        }
        self::sandbox()->fault('status', ['path' => '/receipt', 'status' => 503]);
        $client = self::client(logger: $logger = self::logger(), log: 'warn');
        $client->verify(self::PAYMENT);
        self::assertCount(1, $logger->lines);
    }

    public function testWithoutALoggerWarningsGoToErrorLog(): void
    {
        $script = '
            $client = new Client("' . self::ID . '", "' . self::KEY . '", baseUrl: "' . self::sandbox()->url . '", maxRetries: 0);
            $client->certificate("' . self::IDENTITY . '");
            $client->verify("' . self::PAYMENT . '");
        ';
        self::sandbox()->fault('status', ['path' => '/receipt', 'status' => 503]);
        $said = self::printed($script);
        self::assertStringContainsString('/receipt/{receipt_id}', $said);
        self::assertStringNotContainsString('certificate', $said);
        self::assertStringContainsString('certificate', self::withLog('debug', $script));
        self::assertSame('', self::withLog('none', $script));
    }

    private static function withLog(string $level, string $script): string
    {
        putenv("BOOTPAY_LOG=$level");
        try {
            return self::printed($script);
        } finally {
            putenv('BOOTPAY_LOG');
        }
    }

    public function testOnAttemptIsToldAlsoOfWhatFailed(): void
    {
        $told = [];
        $client = self::client(onAttempt: function (array $attempt) use (&$told): void {
            $told[] = [$attempt['operation'], $attempt['status']];
        });
        self::sandbox()->fault('reset', ['path' => '/receipt']);
        self::thrown(BootpayException::class, static fn () => $client->verify(self::PAYMENT));
        self::assertSame([['token.request', 200], ['receipt.get', 'lost']], $told);
    }

    public function testAListenerThatThrowsChangesNothing(): void
    {
        $said = self::printed('
            $throws = function () { throw new RuntimeException("CANARY"); };
            $logger = new class { // no PSR-3 is installed here
                public function log($level, $message, $context = []) { throw new RuntimeException("CANARY"); }
            };
            $client = new Client("' . self::ID . '", "' . self::KEY . '", baseUrl: "' . self::sandbox()->url . '", logger: $logger,
                onAttempt: $throws);
            echo $client->certificate("' . self::IDENTITY . '")->status;
        ');
        self::assertStringEndsWith('200', $said);
        self::assertStringContainsString('the logger failed: RuntimeException', $said);
        self::assertStringContainsString('onAttempt failed: RuntimeException', $said);
        self::assertStringNotContainsString('CANARY', $said);
    }
}
