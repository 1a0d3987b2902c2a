<?php

declare(strict_types=1);

require_once __DIR__ . '/SandboxTestCase.php';

/** Runs of PHPUnit that a test starts, in a folder of their own. */
abstract class PHPUnitTestCase extends SandboxTestCase
{
    private const HEAD = <<<'PHP'
        <?php
        use Bootpay\BackendPhp\{BootpayApi, Client, ConfigException, ConnectionException};
        use Bootpay\Sandbox\PHPUnit\WithBootpaySandbox;
        use PHPUnit\Framework\TestCase;


        PHP;

    protected string $folder;

    protected function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/bootpay-phpunit-' . bin2hex(random_bytes(6));
        mkdir("$this->folder/tests", 0755, true);
        $this->file('bootstrap.php', '<?php require getenv("BOOTPAY_VENDOR") . "/autoload.php";');
    }

    protected function tearDown(): void
    {
        array_map('unlink', [...glob("$this->folder/tests/*"), ...glob("$this->folder/*.*")]);
        rmdir("$this->folder/tests");
        rmdir($this->folder);
    }

    protected function file(string $name, string $code): void
    {
        file_put_contents("$this->folder/$name", $code);
    }

    /** A test case with the trait. */
    protected function case(string $name, string $body): void
    {
        $class = "final class $name extends TestCase\n{\n    use WithBootpaySandbox;\n\n$body}\n";
        $this->file("tests/$name.php", self::HEAD . $class);
    }

    /** @return list<string> */
    protected function command(string ...$options): array
    {
        $phpunit = ['phpunit', '--do-not-cache-result', '--bootstrap', 'bootstrap.php', '--fail-on-warning', '--fail-on-risky'];

        return [...$phpunit, ...$options, 'tests'];
    }

    /** @param array<string, string> $variables */
    protected function assertRun(string $said, int $status = 0, array $variables = [], string ...$options): string
    {
        [$ended, $all] = self::ran($this->command(...$options), $variables, $this->folder);
        self::assertSame($status, $ended, $all);
        self::assertStringContainsString($said, $all);

        return $all;
    }
}
