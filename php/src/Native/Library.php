<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Native;

use Bootpay\BackendPhp\ConfigException;

/**
 * The compiled core, in whichever way this PHP can call it.
 *
 * @internal
 */
final class Library
{
    /** Which interface this file is written for. */
    private const ABI = 1;

    /** A call that was given up ends when it next waits, which is at once. */
    private const ENDS_WITHIN_MS = 1000;

    private static ?self $loaded = null;

    /**
     * The calls that have no reply yet, by their numbers.
     *
     * @var array<int, true>
     */
    private array $open = [];

    private function __construct(private readonly Driver $driver)
    {
    }

    /** @throws ConfigException in one sentence, where this PHP cannot use it */
    public static function load(): self
    {
        return self::$loaded ??= self::opened();
    }

    /**
     * The process's one client of this configuration.
     *
     * @param string $config JSON
     * @return \BootpayClient|\FFI\CData|Reply the error
     */
    public function open(#[\SensitiveParameter] string $config): object
    {
        return $this->driver->open($config);
    }

    /** Asks what is answered at once and sends nothing. */
    public function ask(
        ?object $client,
        string $what,
        #[\SensitiveParameter] string $question = '',
        #[\SensitiveParameter] string $body = '',
    ): Reply {
        return $this->driver->ask($client, $what, $question, $body);
    }

    /** Prepares a call, of which nothing is sent before somebody waits for it. */
    public function start(
        object $client,
        string $operation,
        #[\SensitiveParameter] string $params,
        #[\SensitiveParameter] string $options,
    ): Call {
        $started = $this->driver->start($client, $operation, $params, $options);

        if ($started instanceof Reply) {
            return new Call($this, 0, $started);
        }
        $this->open[$started] = true;

        return new Call($this, $started);
    }

    /** Null: not yet, wait again. */
    public function wait(int $number, int $milliseconds): ?Reply
    {
        $reply = $this->driver->wait($number, $milliseconds);

        if ($reply !== null) {
            unset($this->open[$number]);
        }

        return $reply;
    }

    /** Gives a call up, and gives its reply. */
    public function abandon(int $number): ?Reply
    {
        $this->driver->cancel($number);

        return $this->wait($number, self::ENDS_WITHIN_MS);
    }

    /** @internal */
    public static function refused(string $why): ConfigException
    {
        return new ConfigException("bootpay/backend-php cannot run here: $why.");
    }

    private static function opened(): self
    {
        if (\PHP_INT_SIZE < 8) {
            throw self::refused('it needs a PHP of 64 bits');
        }
        $driver = \extension_loaded('bootpay') ? new Extension() : Ffi::load();
        if ($driver->abi() !== self::ABI) {
            throw self::refused(\sprintf(
                'its PHP code is for version %d of the interface and %s has version %d: install both from one release',
                self::ABI,
                $driver->name(),
                $driver->abi(),
            ));
        }

        $library = new self($driver);
        // A fatal error runs no destructor, and a worker of php-fpm lives on after it.
        \register_shutdown_function(static function () use ($library): void {
            foreach (\array_keys($library->open) as $number) {
                $library->abandon($number);
            }
        });

        return $library;
    }
}
