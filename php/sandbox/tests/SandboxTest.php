<?php

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\ConnectionException;
use Bootpay\Sandbox\Sandbox;
use Bootpay\Sandbox\SandboxException;
use PHPUnit\Framework\TestCase;

require getenv('BOOTPAY_VENDOR') . '/autoload.php';

/** The installed package, with the client beside it. */
final class SandboxTest extends TestCase
{
    private Sandbox $sandbox;

    protected function setUp(): void
    {
        $this->sandbox = Sandbox::start();
        BootpayApi::setConfig($this->sandbox->applicationId, $this->sandbox->privateKey, baseUrl: $this->sandbox->url,
            maxRetries: 0, log: 'none');
    }

    public function testAClientTalksToIt(): void
    {
        $receiptId = $this->sandbox->identity(['username' => '김가짜'])['receipt_id'];
        self::assertSame('김가짜', BootpayApi::certificate($receiptId)->unwrap()->certificate->username);
        self::assertSame("/certificate/$receiptId", $this->sandbox->requests('certificate.get')[0]['path']);
        $born = $this->sandbox->person('age_19', ['username' => '성춘향'])['receipt_id'];
        self::assertSame('성춘향', BootpayApi::certificate($born)->unwrap()->certificate->username);
        self::assertSame(404, BootpayApi::certificate($this->sandbox->window('cancelled')['receipt_id'])->status);
        $paid = $this->sandbox->payment(['price' => 7000, 'status' => 1])['receipt_id'];
        self::assertSame(7000, (int) BootpayApi::verify($paid, expectedPrice: 7000)->data->price);
        $this->sandbox->reset();
        self::assertSame([], $this->sandbox->requests());
    }

    public function testFaultsAndTheClock(): void
    {
        $end = $this->sandbox->fault('reset', ['path' => '/receipt']);
        try {
            BootpayApi::verify('5df6e67d4f74b4002a77e0eb');
            self::fail('the fault did nothing');
        } catch (ConnectionException) {
        }
        $end();
        self::assertTrue(BootpayApi::verify('5df6e67d4f74b4002a77e0eb')->ok());
        $this->sandbox->advance(hours: 1);
        self::assertTrue(BootpayApi::verify('5df6e67d4f74b4002a77e0eb')->ok()); // with a new token
        self::assertCount(2, $this->sandbox->requests('token.request'));
    }

    public function testWhatItRefusesAndWhyItDoesNotStart(): void
    {
        $refused = static function (callable $call, string $why): void {
            try {
                $call();
                self::fail("nothing says $why");
            } catch (SandboxException $error) {
                self::assertStringContainsString($why, $error->getMessage());
            }
        };
        $refused(fn () => $this->sandbox->person('nobody'), 'persona: must be one of');
        $refused(static fn () => Sandbox::start(['--nonsense']), '--nonsense');
        $refused(static fn () => Sandbox::start(program: '/nowhere/bootpay'), 'bootpay');
    }

    public function testItEndsWithItsObjectAndIsLeftAloneByAChild(): void
    {
        $url = $this->sandbox->url;
        if (($child = pcntl_fork()) === 0) {
            $this->sandbox->stop();
            posix_kill(getmypid(), SIGKILL); // without the end of PHPUnit
        }
        pcntl_waitpid($child, $status);
        self::assertSame([], $this->sandbox->requests());
        unset($this->sandbox);
        self::assertFalse(@file_get_contents("$url/sandbox/health"));
    }

    public function testItsVariablesPointAClientAtIt(): void
    {
        $env = $this->sandbox->env();
        self::assertSame([$this->sandbox->url, $this->sandbox->webApplicationId],
            [$env['BOOTPAY_BASE_URL'], $env['BOOTPAY_WEB_APPLICATION_ID']]);
        self::assertFileExists(getenv('BOOTPAY_VENDOR') . '/bin/bootpay');
    }
}
