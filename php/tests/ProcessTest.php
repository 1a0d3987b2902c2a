<?php

declare(strict_types=1);

/** Signals, forks, and the ends of processes. */
final class ProcessTest extends BootpayTestCase
{
    private const IN_CALL = '/certificate/612e09260d681b0021e61ab9';

    public function testAHandlerThatThrowsGivesTheCallUp(): void
    {
        self::sandbox()->fault('stall', ['path' => '/certificate']);
        [$process, $output] = self::started('
            pcntl_async_signals(true);
            pcntl_signal(SIGUSR1, function () { throw new DomainException("enough"); });
            $log = new Client("' . self::ID . '", "' . self::KEY . '", baseUrl: "' . self::sandbox()->url . '",
                log: "none", timeout: 86400, deadline: 86400, onAttempt: function ($attempt) { echo $attempt["status"], " "; });
            try { $log->certificate("' . self::IDENTITY . '"); } catch (DomainException $thrown) { echo $thrown->getMessage(); }
            echo " ", $client->verify("' . self::PAYMENT . '")->status;
        ');
        self::waitFor(self::IN_CALL);
        posix_kill(proc_get_status($process)['pid'], SIGUSR1);
        self::assertSame('200 abandoned enough 200', self::said([$process, $output]));
        self::assertSame(0, proc_close($process));
    }

    public function testAHandlerThatReturnsDoesNotEndTheCall(): void
    {
        self::sandbox()->fault('stall', ['path' => '/certificate']);
        [$process, $output] = self::started('
            pcntl_async_signals(true);
            pcntl_signal(SIGUSR1, function () { echo "handled\n"; });
            pcntl_signal(SIGUSR2, function () { throw new DomainException("enough"); });
            try { $client->certificate("' . self::IDENTITY . '"); }
            catch (DomainException $thrown) { echo $thrown->getMessage(); }
        ');
        self::waitFor(self::IN_CALL);
        posix_kill(proc_get_status($process)['pid'], SIGUSR1);
        self::assertSame("handled\n", self::said([$process, $output], "\n")); // while the call waits
        self::assertSame(['GET ' . self::IN_CALL], self::journal()); // and goes on
        posix_kill(proc_get_status($process)['pid'], SIGUSR2);
        self::assertSame('enough', self::said([$process, $output]));
        proc_close($process);
    }

    public function testExitInAHandlerEndsTheProcess(): void
    {
        self::sandbox()->fault('stall', ['path' => '/certificate']);
        [$process, $output] = self::started('
            pcntl_async_signals(true);
            pcntl_signal(SIGTERM, function () { echo "bye"; exit(7); });
            $client->certificate("' . self::IDENTITY . '");
        ');
        self::waitFor(self::IN_CALL);
        posix_kill(proc_get_status($process)['pid'], SIGTERM);
        self::assertSame('bye', self::said([$process, $output]));
        self::assertSame(7, proc_close($process));
    }

    /** A fatal error runs no destructor, and a worker of php-fpm lives on. */
    public function testAFatalErrorGivesTheCallUp(): void
    {
        self::sandbox()->fault('stall', ['path' => '/certificate']);
        [$process, $output] = self::started('
            $library = Bootpay\BackendPhp\Native\Library::load();
            $open = fn () => count((fn () => $this->open)->call($library));
            register_shutdown_function(function () use ($open) { echo " then ", $open(); });
            ini_set("display_errors", "0");
            pcntl_async_signals(true);
            pcntl_signal(SIGUSR1, function () use ($open) { echo $open(); str_repeat("x", 1 << 28); });
            $client->certificate("' . self::IDENTITY . '");
        ', ['-d', 'log_errors=0', '-d', 'memory_limit=64M']);
        self::waitFor(self::IN_CALL);
        posix_kill(proc_get_status($process)['pid'], SIGUSR1);
        self::assertSame('1 then 0', self::said([$process, $output]));
        self::assertSame(255, proc_close($process));
    }

    public function testCtrlCEndsAProgramWithoutHandlers(): void
    {
        self::sandbox()->fault('stall', ['path' => '/certificate']);
        [$process, $output] = self::started('$client->certificate("' . self::IDENTITY . '");');
        self::waitFor(self::IN_CALL);
        posix_kill(proc_get_status($process)['pid'], SIGINT);
        self::assertSame('', self::said([$process, $output]));
        proc_close($process);
    }

    public function testForkedChildrenAndTheirParentCall(): void
    {
        $said = self::printed('
            echo $client->verify("' . self::PAYMENT . '")->status, "\n";
            $children = [];
            foreach (range(1, 4) as $_) {
                if (($child = pcntl_fork()) === 0) {
                    $once = $client->verify("' . self::PAYMENT . '")->status;
                    exit($once === 200 && $client->certificate("' . self::IDENTITY . '")->status === 200 ? 42 : 1);
                }
                $children[] = $child;
            }
            echo $client->verify("' . self::PAYMENT . '")->status, "\n";
            foreach ($children as $child) { pcntl_waitpid($child, $status); echo pcntl_wexitstatus($status), "\n"; }
        ');
        self::assertSame("200\n200\n42\n42\n42\n42\n", $said);
        self::assertSame(5, self::tokenRequests()); // of the parent, and of each child
    }

    public function testACallThatAHandlerForksInGoesOnInTheParent(): void
    {
        $end = self::sandbox()->fault('stall', ['path' => '/certificate', 'times' => 1]);
        [$process, $output] = self::started('
            pcntl_async_signals(true);
            pcntl_signal(SIGUSR1, function () { $GLOBALS["child"] = pcntl_fork(); });
            try { $client->withOptions(deadline: 2)->certificate("' . self::IDENTITY . '"); $said = "answered"; }
            catch (BootpayException $error) { $said = $error->kind; }
            if ($GLOBALS["child"] === 0) {
                fwrite(STDOUT, "child $said " . $client->verify("' . self::PAYMENT . '")->status . "\n");
                exit;
            }
            pcntl_waitpid($GLOBALS["child"], $status);
            echo "parent $said";
        ');
        self::waitFor(self::IN_CALL);
        posix_kill(proc_get_status($process)['pid'], SIGUSR1);
        self::assertSame("child canceled 200\nparent timeout", self::said([$process, $output]));
        proc_close($process);
        $end();
    }

    /** A herd of first calls: one token serves all that a process makes, through however many objects. */
    public function testFirstCallsOfManyObjectsShareOneToken(): void
    {
        $said = self::printed('
            foreach (range(1, 30) as $_) {
                BootpayApi::setConfig("' . self::ID . '", "' . self::KEY . '", baseUrl: "' . self::sandbox()->url . '");
                echo BootpayApi::verify("' . self::PAYMENT . '")->status === 200 ? "." : "x";
            }
        ');
        self::assertSame(str_repeat('.', 30), $said);
        self::assertSame(1, self::tokenRequests());
    }

    public function testNoMemoryIsLost(): void
    {
        $said = self::printed('
            $held = function () { gc_collect_cycles(); return 4096 * (int) explode(" ", file_get_contents("/proc/self/statm"))[1]; };
            $many = function () use ($client) {
                for ($i = 0; $i < 1000; $i++) {
                    $client->verify("' . self::PAYMENT . '");
                    try { $client->certificate(".."); } catch (BootpayException) {}
                    $client->withOptions(deadline: 5);
                }
            };
            $many();
            $before = $held();
            $many();
            echo $held() - $before;
        ');
        self::assertLessThan(1_000_000, (int) $said, $said); // of the process, the core's memory included
    }
}
