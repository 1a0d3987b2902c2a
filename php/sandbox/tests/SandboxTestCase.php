<?php

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\Sandbox\Sandbox;
use Bootpay\Sandbox\SandboxException;
use PHPUnit\Framework\TestCase;

require_once getenv('BOOTPAY_VENDOR') . '/autoload.php';

/** The installed package, with the client beside it. */
abstract class SandboxTestCase extends TestCase
{
    /** A payment that is known from the start. */
    protected const PAYMENT = '5df6e67d4f74b4002a77e0eb';

    protected Sandbox $sandbox;

    protected function setUp(): void
    {
        $this->sandbox = Sandbox::start();
        BootpayApi::setConfig($this->sandbox->applicationId, $this->sandbox->privateKey, baseUrl: $this->sandbox->url,
            maxRetries: 0, log: 'none');
    }

    protected static function refused(callable $call, string $why): void
    {
        try {
            $call();
            self::fail("nothing says $why");
        } catch (SandboxException $error) {
            self::assertStringContainsString($why, $error->getMessage());
        }
    }

    /**
     * Starts a program whose environment has these of `BOOTPAY_…`, and `BOOTPAY_VENDOR`.
     *
     * @param list<string> $command
     * @param array<string, string> $variables
     * @return array{resource, resource} its process, and what it says
     */
    protected static function started(array $command, array $variables = [], ?string $folder = null): array
    {
        $isOther = static fn ($name) => !str_starts_with($name, 'BOOTPAY_');
        $environment = array_filter(getenv(), $isOther, ARRAY_FILTER_USE_KEY) + $variables;
        $environment['BOOTPAY_VENDOR'] = getenv('BOOTPAY_VENDOR');
        $pipes = [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]];
        $process = proc_open($command, $pipes, $open, $folder, $environment);

        return [$process, $open[1]];
    }

    /**
     * Waits for its end.
     *
     * @param array{resource, resource} $started
     * @return array{int, string} its status, and all that it said
     */
    protected static function ended(array $started): array
    {
        [$process, $output] = $started;
        $said = stream_get_contents($output);
        fclose($output);

        return [proc_close($process), $said];
    }

    /**
     * @param list<string> $command
     * @param array<string, string> $variables
     * @return array{int, string}
     */
    protected static function ran(array $command, array $variables = [], ?string $folder = null): array
    {
        return self::ended(self::started($command, $variables, $folder));
    }
}
