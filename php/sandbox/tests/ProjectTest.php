<?php

declare(strict_types=1);

use Bootpay\BackendPhp\Client;
use Bootpay\Sandbox\Sandbox;

require_once __DIR__ . '/SandboxTestCase.php';

/** Sandboxes that start, projects that join them, and the end of both. */
final class ProjectTest extends SandboxTestCase
{
    private static function clientOf(Sandbox $sandbox): Client
    {
        return new Client($sandbox->applicationId, $sandbox->privateKey, baseUrl: $sandbox->url, maxRetries: 0, log: 'none');
    }

    public function testProjectsKnowNothingOfEachOther(): void
    {
        $receiptId = '00000000000000000000da7a';
        $other = $this->sandbox->project();
        $third = Sandbox::join("{$this->sandbox->url}/");
        self::assertSame([$this->sandbox->url, $this->sandbox->url], [$other->url, $third->url]);
        self::assertCount(3, array_unique([$this->sandbox->privateKey, $other->privateKey, $third->privateKey]));
        $other->person(fields: ['receipt_id' => $receiptId]);
        $other->fault('reset', ['path' => '/receipt']);
        $other->advance(days: 1);
        self::assertTrue(self::clientOf($other)->certificate($receiptId)->ok());
        self::assertSame(404, self::clientOf($this->sandbox)->certificate($receiptId)->status);
        self::assertSame(404, self::clientOf($third)->certificate($receiptId)->status);
        self::assertTrue(self::clientOf($this->sandbox)->verify(self::PAYMENT)->ok());
        $this->sandbox->reset();
        self::assertCount(1, $other->requests('certificate.get'));
        self::assertCount(3, $this->sandbox->control('GET', '/sandbox/projects'));

        $other->stop();
        unset($third);
        $left = array_column($this->sandbox->control('GET', '/sandbox/projects'), 'application_id');
        self::assertSame([$this->sandbox->applicationId], $left);
        self::refused(static fn () => $other->requests(), 'GET /sandbox/requests: project: no project has this application_id');
        self::assertSame(401, self::clientOf($other)->verify(self::PAYMENT)->status, 'its keys are worth nothing any more');
    }

    public function testWhoJoinsOutlivesTheSandbox(): void
    {
        $joined = $this->sandbox->project();
        $this->sandbox->stop();
        $this->sandbox->stop();
        $joined->stop();
        $why = "GET /sandbox/requests: no sandbox answers at {$this->sandbox->url} (";
        self::refused(fn () => $this->sandbox->requests(), $why);
        self::assertStringContainsString('no sandbox answers', $this->sandbox->seen());
    }

    public function testNobodyIsJoinedWhereNoSandboxIs(): void
    {
        self::refused(static fn () => Sandbox::join('http://127.0.0.1:1'),
            'POST /sandbox/projects: no sandbox answers at http://127.0.0.1:1 (Connection refused)');
        self::refused(static fn () => Sandbox::join('nonsense'),
            'no sandbox answers at nonsense (an address begins with http://)');
        $script = 'require $argv[1];'
            . 'try { Bootpay\Sandbox\Sandbox::join($argv[2]); } catch (Exception $error) { echo $error->getMessage(); }';
        $arguments = [getenv('BOOTPAY_VENDOR') . '/autoload.php', $this->sandbox->url];
        [, $said] = self::ran([PHP_BINARY, '-d', 'allow_url_fopen=0', '-r', $script, ...$arguments]);
        self::assertStringEndsWith('(set allow_url_fopen = 1 in php.ini)', $said);
    }

    /** @return iterable<string, array{string}> what answers in the place of a sandbox */
    public static function others(): iterable
    {
        yield 'a page' => ["HTTP/1.1 200 OK\r\n\r\n<html>"];
        yield 'a page that is missing' => ["HTTP/1.1 404 Not Found\r\n\r\n<html>"];
        yield 'another API' => ["HTTP/1.1 200 OK\r\n\r\n{\"ok\":true}"];
        yield 'no HTTP' => ["SSH-2.0-OpenSSH_9.2\r\n"];
        yield 'nothing' => [''];
    }

    /** @dataProvider others */
    #[PHPUnit\Framework\Attributes\DataProvider('others')]
    public function testSomethingElseThanASandboxIsNotJoined(string $answer): void
    {
        $script = '$server = stream_socket_server("tcp://127.0.0.1:0"); echo stream_socket_get_name($server, false), "\n";'
            . '$asked = stream_socket_accept($server, 60); fread($asked, 65536); fwrite($asked, $argv[1]);';
        $server = self::started([PHP_BINARY, '-r', $script, $answer]);
        $url = 'http://' . trim(fgets($server[1]));
        self::refused(static fn () => Sandbox::join($url), "POST /sandbox/projects: no sandbox answers at $url");
        self::ended($server);
    }

    public function testANameThatTheSandboxDoesNotAnswerToIsExplained(): void
    {
        $url = str_replace('127.0.0.1', '127.1', $this->sandbox->url); // the same address
        self::refused(static fn () => Sandbox::join($url), 'POST /sandbox/projects: Host: calls must be addressed to ');
    }

    public function testWhatItRefusesItExplains(): void
    {
        self::refused(fn () => $this->sandbox->payment([]), 'POST /sandbox/payments: price: is required');
        self::refused(fn () => $this->sandbox->requests('payment.cancle'), 'operation: must be one of billing.pay, ');
        self::refused(fn () => $this->sandbox->identity(['usrname' => '김가짜']), 'usrname: ');
        self::refused(fn () => $this->sandbox->identity(['username' => "\xb1\xe8"]),
            'POST /sandbox/identities: a field is nothing');
        $this->expectExceptionMessage('undefined property Bootpay\Sandbox\Sandbox::$key');
        $this->sandbox->key;
    }

    public function testWhyItDoesNotStart(): void
    {
        self::refused(static fn () => Sandbox::start(['--seed', 'seven']), "the sandbox ended: error: invalid value 'seven'");
        self::refused(static fn () => Sandbox::start(program: '/nowhere/bootpay'),
            'the sandbox cannot be run on this machine: /nowhere/bootpay');
        $silent = tempnam(sys_get_temp_dir(), 'bootpay');
        file_put_contents($silent, "#!/bin/sh\necho is waiting >&2\nexec sleep 600\n");
        chmod($silent, 0755);
        try {
            self::refused(static fn () => Sandbox::start(timeout: 0.5, program: $silent),
                'the sandbox did not listen within 0.5 s');
        } finally {
            unlink($silent);
        }
    }

    public function testItEndsWithItsObjectAndIsLeftAloneByAChild(): void
    {
        $url = $this->sandbox->url;
        $joined = $this->sandbox->project();
        if (($child = pcntl_fork()) === 0) {
            $this->sandbox->stop();
            $joined->stop();
            posix_kill(getmypid(), SIGKILL); // without the end of PHPUnit
        }
        pcntl_waitpid($child, $status);
        self::assertSame([], $this->sandbox->requests());
        self::assertSame([], $joined->requests());
        unset($this->sandbox);
        self::assertFalse(@file_get_contents("$url/sandbox/health"));
    }

    public function testAForkedChildThatEndsAsAProgramDoesLeavesItAlone(): void
    {
        $script = 'require $argv[1]; $sandbox = Bootpay\Sandbox\Sandbox::start(); $joined = $sandbox->project();'
            . 'if (($child = pcntl_fork()) === 0) { $sandbox->identity(); exit(7); }'
            . 'pcntl_waitpid($child, $status); $sandbox->identity(); $joined->identity(); echo pcntl_wexitstatus($status);';
        $ran = self::ran([PHP_BINARY, '-r', $script, getenv('BOOTPAY_VENDOR') . '/autoload.php']);
        self::assertSame([0, '7'], $ran);
    }

    public function testAnErrorThatEndsTheProgramEndsIt(): void
    {
        $script = 'require $argv[1]; $sandbox = Bootpay\Sandbox\Sandbox::start(); echo $sandbox->url, "\n"; nowhere();';
        $command = [PHP_BINARY, '-d', 'display_errors=0', '-r', $script, getenv('BOOTPAY_VENDOR') . '/autoload.php'];
        [$status, $said] = self::ran($command);
        self::assertSame(255, $status);
        self::refused(static fn () => Sandbox::join(strtok($said, "\n")), 'Connection refused');
    }

    public function testTheProgramIsInstalledForAShell(): void
    {
        [$status, $said] = self::ran([getenv('BOOTPAY_VENDOR') . '/bin/bootpay', 'sandbox', '--help']);
        self::assertSame(0, $status, $said);
    }
}
