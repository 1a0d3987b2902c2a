<?php

declare(strict_types=1);

namespace Bootpay\Sandbox\PHPUnit;

use Bootpay\Sandbox\Sandbox;
use PHPUnit\Framework\Attributes\After;
use PHPUnit\Framework\Attributes\Before;
use PHPUnit\Framework\Attributes\BeforeClass;
use PHPUnit\Framework\Attributes\PostCondition;

/**
 * For a test case of PHPUnit: each test gets the sandbox as it is at its start, a client without arguments talks to it and to no
 * other host, and a test that fails prints what the sandbox saw.
 *
 * ```php
 * final class RefundTest extends TestCase
 * {
 *     use WithBootpaySandbox;
 *
 *     public function testARefund(): void
 *     {
 *         $receiptId = self::bootpaySandbox()->payment(['price' => 3000, 'status' => 1])['receipt_id'];
 *         …
 *     }
 * }
 * ```
 *
 * In strict mode a test fails if the sandbox saw what a merchant must not do: with `BOOTPAY_SANDBOX_STRICT=1` in the
 * environment, or in the `<php>` of phpunit.xml, for all tests, and by {@see bootpayStrict()} for one.
 *
 * Its hooks have annotations for PHPUnit 9 and attributes for PHPUnit 10 and later.
 */
trait WithBootpaySandbox
{
    private ?bool $isBootpayStrict = null;

    protected static function bootpaySandbox(): Sandbox
    {
        return TestRun::sandbox();
    }

    /** Lets this test fail for a misuse, or, with false, not, whatever the environment says. In `setUp`, all of a class. */
    protected function bootpayStrict(bool $isStrict = true): void
    {
        $this->isBootpayStrict = $isStrict;
    }

    /**
     * Before `setUpBeforeClass`, which may make a client.
     *
     * @internal
     * @beforeClass
     */
    #[BeforeClass]
    public static function startBootpaySandbox(): void
    {
        TestRun::sandbox();
    }

    /**
     * @internal
     * @before
     */
    #[Before]
    protected function resetBootpaySandbox(): void
    {
        TestRun::sandbox()->reset();
    }

    /**
     * @internal
     * @postCondition
     */
    #[PostCondition]
    protected function refuseBootpayMisuses(): void
    {
        if (!($this->isBootpayStrict ?? \filter_var(\getenv('BOOTPAY_SANDBOX_STRICT'), \FILTER_VALIDATE_BOOL))) {
            return;
        }
        $told = static fn ($misuse) => "{$misuse['what']} {$misuse['how_to_mend']}";
        $misuses = \array_map($told, TestRun::sandbox()->misuses());
        if ($misuses !== []) {
            self::fail(\implode("\n", ['the sandbox saw what a merchant must not do:', ...$misuses]));
        }
    }

    /**
     * Printed, since no version after 9 lets a test add to its failure. PHPUnit shows nothing that is printed in a test with
     * `expectOutputString`.
     *
     * @internal
     * @after
     */
    #[After]
    protected function printWhatBootpaySandboxSaw(): void
    {
        $hasFailed = \method_exists($this, 'hasFailed') // PHPUnit 9
            ? $this->hasFailed()
            : $this->status()->isFailure() || $this->status()->isError();
        if ($hasFailed) {
            echo "\nThe Bootpay sandbox, in {$this->toString()}:\n", TestRun::sandbox()->seen(), "\n";
        }
    }
}
