<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Native;

/**
 * One call, which the thread that waits for it carries out. However it is left, by an exception of a signal's handler or
 * by `exit`, it is given up and its connection is closed.
 *
 * @internal
 */
final class Call
{
    /** How long a wait in C lasts, so that PHP may run its signal handlers in between. */
    private const TICK_MS = 50;

    /** @param int $number 0: it was over at once, with this reply */
    public function __construct(
        private readonly Library $library,
        private int $number,
        private ?Reply $reply = null,
    ) {
    }

    /** Waits to its end. */
    public function reply(): Reply
    {
        // Handlers of signals run between two ticks, in this loop; what they throw leaves it.
        while ($this->reply === null) {
            $this->reply = $this->library->wait($this->number, self::TICK_MS);
        }
        $this->number = 0;

        return $this->reply;
    }

    /** The reply of a call that was over at once; null of one that may be waited for. */
    public function over(): ?Reply
    {
        return $this->reply;
    }

    /** The attempts up to now; gives the call up if it is not over. */
    public function log(): string
    {
        $this->giveUp();

        return $this->reply->log ?? '[]';
    }

    public function __destruct()
    {
        $this->giveUp();
    }

    private function giveUp(): void
    {
        if ($this->number === 0) {
            return;
        }
        $number = $this->number;
        $this->number = 0;
        $this->reply = $this->library->abandon($number) ?? $this->reply;
    }
}
