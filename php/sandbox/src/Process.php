<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/**
 * The program `bootpay sandbox` as a child of this process. It ends when its standard input does, which this process holds
 * open, and when this process ends, however that happens.
 *
 * @internal
 */
final class Process
{
    /** @var resource|null */
    private $process;

    /** @var array<int, resource> */
    private array $pipes = [];

    /** @var resource what it writes to its standard error */
    private $errors;

    /** The path of the program `bootpay` that this package has for this platform. */
    public static function program(): string
    {
        $machine = match ($name = \strtolower(\php_uname('m'))) {
            'amd64' => 'x86_64',
            'arm64' => 'aarch64',
            default => $name,
        };
        $program = \dirname(__DIR__) . "/programs/$machine-" . \strtolower(\PHP_OS_FAMILY) . '/bootpay';
        if (\is_file($program) && !\is_executable($program)) {
            @\chmod($program, 0755); // Composer keeps no modes where it unpacks with PHP itself
        }

        return $program;
    }

    /** @param list<string> $arguments */
    public function __construct(string $program, array $arguments)
    {
        $command = [$program, 'sandbox', '--listen', '127.0.0.1:0', '--json', '--with-parent', ...$arguments];
        $this->errors = \tmpfile();
        // a program that cannot be executed is no failure of proc_open
        $process = \is_executable($program)
            ? @\proc_open($command, [['pipe', 'r'], ['pipe', 'w'], $this->errors], $this->pipes)
            : false;
        if ($process === false) {
            throw new SandboxException("the sandbox cannot be run on this machine: $program is no program for it");
        }
        $this->process = $process;
    }

    /**
     * Waits until it listens.
     *
     * @return array<string, string> what it says of itself: address and keys
     */
    public function told(float $timeout): array
    {
        $inTime = $this->says($timeout);
        $told = $inTime ? \json_decode((string) \fgets($this->pipes[1]), true) : null;
        if ($told !== null) {
            return $told;
        }
        $this->stop();
        \rewind($this->errors);
        $why = $inTime ? 'ended' : "did not listen within $timeout s";
        throw new SandboxException(\rtrim("the sandbox $why: " . \stream_get_contents($this->errors), ": \n"));
    }

    /** Does nothing when it has ended. */
    public function stop(): void
    {
        if ($this->process === null) {
            return;
        }
        \fclose($this->pipes[0]);
        \proc_terminate($this->process);
        if (!$this->says(Control::PATIENCE)) {
            \proc_terminate($this->process, 9); // whose name only pcntl has
        }
        \fclose($this->pipes[1]);
        \proc_close($this->process);
        $this->process = null;
    }

    /** Whether it says something within these seconds, or ends. */
    private function says(float $seconds): bool
    {
        $readable = [$this->pipes[1]];
        $none = null;

        return @\stream_select($readable, $none, $none, (int) $seconds, (int) (\fmod($seconds, 1) * 1e6)) !== 0;
    }
}
