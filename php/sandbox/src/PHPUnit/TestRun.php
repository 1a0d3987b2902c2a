<?php

declare(strict_types=1);

namespace Bootpay\Sandbox\PHPUnit;

use Bootpay\Sandbox\Sandbox;
use Bootpay\Sandbox\SandboxException;

/**
 * The sandbox of a run of tests. {@see WithBootpaySandbox} starts it by itself; an application that makes its client when its
 * files are loaded needs this line before, in the bootstrap file of PHPUnit:
 *
 * ```php
 * Bootpay\Sandbox\PHPUnit\TestRun::sandbox();
 * ```
 *
 * Processes that this one starts join the sandbox, and each makes a project of its own there: the workers of ParaTest, which
 * loads the bootstrap file before it starts them, and tests in a process of their own.
 */
final class TestRun
{
    /** The address of a sandbox that runs, to be joined in the place of one that is started. */
    private const RUNNING = 'BOOTPAY_SANDBOX_URL';

    private static ?Sandbox $sandbox = null;

    /**
     * That of this process, started or joined when it is first wanted. The environment points at it.
     *
     * @throws SandboxException it did not start, or none answers at `BOOTPAY_SANDBOX_URL`
     */
    public static function sandbox(): Sandbox
    {
        self::$sandbox ??= self::found();
        foreach (self::$sandbox->env() + [self::RUNNING => self::$sandbox->url] as $name => $value) {
            \putenv("$name=$value");
            $_ENV[$name] = $_SERVER[$name] = $value; // where Laravel and Symfony look first
        }

        return self::$sandbox;
    }

    private static function found(): Sandbox
    {
        $url = (string) \getenv(self::RUNNING);
        if ($url === '') {
            return Sandbox::start();
        }
        try {
            return Sandbox::join($url);
        } catch (SandboxException $error) {
            throw new SandboxException(self::RUNNING . ": {$error->getMessage()}");
        }
    }
}
