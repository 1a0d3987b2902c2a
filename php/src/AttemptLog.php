<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * Tells of each attempt of a call, when the call is over: a logger gets one line, and `onAttempt` the record. A line names the
 * operation, its path template, how the attempt ended and how long it took: no id but the request's own, no body, no key.
 *
 * @internal
 */
final class AttemptLog
{
    private const LEVELS = ['debug', 'warn', 'none'];

    /** From which level on lines are written. */
    private readonly string $level;

    /** @param \Psr\Log\LoggerInterface|null $logger */
    public function __construct(private readonly ?object $logger, mixed $log, private readonly mixed $onAttempt)
    {
        if ($logger !== null && !\is_callable([$logger, 'log'])) {
            throw new ConfigException('logger must be a Psr\Log\LoggerInterface, not ' . \get_debug_type($logger));
        }
        if ($onAttempt !== null && !\is_callable($onAttempt)) {
            throw new ConfigException('onAttempt must be callable, not ' . \get_debug_type($onAttempt));
        }
        if ($log !== null && !\in_array($log, self::LEVELS, true)) {
            throw new ConfigException('log must be "debug", "warn" or "none"');
        }
        // The program `bootpay` reads the same variable and knows more levels, so another level is not an error.
        $asked = \getenv('BOOTPAY_LOG');
        $this->level = $log ?? match (true) {
            $logger !== null => 'debug',
            \in_array($asked, self::LEVELS, true) => $asked,
            default => 'warn',
        };
    }

    /** From which level on somebody listens. */
    public function least(): string
    {
        return $this->onAttempt === null ? $this->level : 'debug';
    }

    /** @param string $log JSON, as the core gives it */
    public function tell(string $log): void
    {
        if ($log === '[]') {
            return;
        }
        foreach (\json_decode($log, true) as $record) {
            $this->write($record);
            if ($this->onAttempt !== null) {
                self::guarded('onAttempt', fn () => ($this->onAttempt)($record));
            }
        }
    }

    /** @param array<string, mixed> $record */
    private function write(array $record): void
    {
        $isWarning = $record['level'] === 'warn';
        $isForOnAttempt = $this->level === 'none' || ($this->level === 'warn' && !$isWarning);
        if ($this->onAttempt !== null && $isForOnAttempt) {
            return; // else the core has made what is asked for only
        }
        if ($this->logger === null) {
            \error_log($record['message']);

            return;
        }
        $context = $record;
        unset($context['message'], $context['level']);
        $level = $isWarning ? 'warning' : 'debug'; // as PSR-3 calls them
        self::guarded('the logger', fn () => $this->logger->log($level, $record['message'], $context));
    }

    /** A fault of the logger, or of `onAttempt`, changes nothing for the caller. */
    private static function guarded(string $told, callable $use): void
    {
        try {
            $use();
        } catch (\Throwable $failure) {
            \error_log("bootpay: $told failed: " . $failure::class); // the class alone: a message may quote anything
        }
    }
}
