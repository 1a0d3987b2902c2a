<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Native;

/**
 * The library in this package, called through FFI. Nothing but this file uses FFI, since it may have to be preloaded; see
 * preload.php.
 *
 * @internal
 */
final class Ffi implements Driver
{
    /**
     * crates/bootpay-c/generated/bootpay.h, without what is not used here. What comes back is `void *`: FFI would take a
     * `char *` for a text that ends with a NUL.
     */
    private const DECLARATIONS = <<<'C'
        typedef struct bootpay_client bootpay_client;
        typedef struct bootpay_queue bootpay_queue;
        typedef struct bootpay_reply {
          uint64_t tag;
          uint32_t ok;
          uint32_t reserved;
          const void *body;
          size_t body_len;
          const void *meta;
          size_t meta_len;
          const void *log;
          size_t log_len;
        } bootpay_reply;
        uint32_t bootpay_abi(void);
        bootpay_client *bootpay_open(const char *config, size_t config_len, bootpay_reply **error);
        bootpay_reply *bootpay_ask(const bootpay_client *client, const char *what, size_t what_len, const char *body, size_t body_len, const char *question, size_t question_len);
        uint64_t bootpay_start(const bootpay_client *client, const char *operation, size_t operation_len, const char *params, size_t params_len, const char *options, size_t options_len, bootpay_queue *queue, uint64_t tag, bootpay_reply **over);
        bootpay_reply *bootpay_wait(uint64_t call, int32_t timeout_ms);
        void bootpay_cancel(uint64_t call);
        void bootpay_reply_free(bootpay_reply *reply);
        C;

    private function __construct(private readonly \FFI $ffi, private readonly string $path)
    {
    }

    /** @throws \Bootpay\BackendPhp\ConfigException in one sentence, where this PHP cannot use it */
    public static function load(): self
    {
        if (!\class_exists(\FFI::class, false)) {
            throw Library::refused('its core is called through PHP\'s extension bootpay or ffi, and neither is loaded: load bootpay '
                . '(extension=bootpay, see README.md), or install ffi (docker-php-ext-install ffi in the official images), or use '
                . 'another host if yours can load neither, as most shared hosting');
        }
        $path = self::path();
        try {
            return new self(\FFI::cdef(self::DECLARATIONS, $path), $path);
        } catch (\FFI\Exception $failure) {
            throw Library::refused(\str_contains($failure->getMessage(), 'ffi.enable') ? self::restricted() : \sprintf(
                'its core cannot be loaded for %s: %s',
                self::platform(),
                $failure->getMessage(),
            ));
        }
    }

    public function name(): string
    {
        return $this->path;
    }

    public function abi(): int
    {
        return $this->ffi->bootpay_abi();
    }

    public function open(#[\SensitiveParameter] string $config): object
    {
        $error = $this->noReply();
        $client = $this->ffi->bootpay_open($config, \strlen($config), \FFI::addr($error));

        return $client ?? $this->taken($error);
    }

    public function ask(
        ?object $client,
        string $what,
        #[\SensitiveParameter] string $question,
        #[\SensitiveParameter] string $body,
    ): Reply {
        return $this->taken($this->ffi->bootpay_ask(
            $client,
            $what,
            \strlen($what),
            $body,
            \strlen($body),
            $question,
            \strlen($question),
        ));
    }

    public function start(
        object $client,
        string $operation,
        #[\SensitiveParameter] string $params,
        #[\SensitiveParameter] string $options,
    ): int|Reply {
        $over = $this->noReply();
        $number = $this->ffi->bootpay_start(
            $client,
            $operation,
            \strlen($operation),
            $params,
            \strlen($params),
            $options,
            \strlen($options),
            null,
            0,
            \FFI::addr($over),
        );

        return $number === 0 ? $this->taken($over) : $number;
    }

    public function wait(int $number, int $milliseconds): ?Reply
    {
        $reply = $this->ffi->bootpay_wait($number, $milliseconds);

        return $reply === null ? null : $this->taken($reply);
    }

    public function cancel(int $number): void
    {
        $this->ffi->bootpay_cancel($number);
    }

    /** A pointer to a reply, into which a function may write. */
    private function noReply(): \FFI\CData
    {
        return $this->ffi->new('bootpay_reply *') ?? throw Library::refused('it has no memory left');
    }

    private function taken(\FFI\CData $reply): Reply
    {
        $body = $reply->body === null ? null : \FFI::string($reply->body, $reply->body_len);
        $meta = \FFI::string($reply->meta, $reply->meta_len);
        $log = $reply->log === null ? '[]' : \FFI::string($reply->log, $reply->log_len);
        $taken = new Reply($reply->ok === 1, $body, $meta, $log);
        $this->ffi->bootpay_reply_free($reply);

        return $taken;
    }

    private static function restricted(): string
    {
        return \sprintf(
            'its core is called through FFI, which ffi.enable=%s forbids in %s: load the extension bootpay, which needs no FFI '
                . '(extension=bootpay, see README.md), or write php_admin_value[ffi.enable] = true into the pool (or '
                . 'ffi.enable=true into php.ini), or opcache.preload=%s, or use another host if yours allows none of these, as '
                . 'most shared hosting',
            \var_export(\ini_get('ffi.enable'), true),
            \PHP_SAPI,
            \dirname(__DIR__, 2) . '/preload.php',
        );
    }

    /** Never the system's search path: another library of this name would be loaded. */
    private static function path(): string
    {
        $given = \getenv('BOOTPAY_LIBRARY');
        if (\is_string($given) && $given !== '') {
            return $given;
        }
        $ending = match (\PHP_OS_FAMILY) {
            'Darwin' => '/libbootpay_c.dylib',
            'Windows' => '/bootpay_c.dll',
            default => '/libbootpay_c.so',
        };
        $path = \dirname(__DIR__, 2) . '/lib/' . self::platform() . $ending;
        if (!\is_file($path)) {
            $folders = \glob(\dirname(__DIR__, 2) . '/lib/*', \GLOB_ONLYDIR);
            throw Library::refused(\sprintf(
                'it has no core for %s (%s is not there); this package has %s',
                self::platform(),
                $path,
                $folders === [] || $folders === false ? 'none' : \implode(', ', \array_map('basename', $folders)),
            ));
        }

        return $path;
    }

    /** Such as linux-x86_64-gnu. */
    private static function platform(): string
    {
        $machine = match ($name = \strtolower(\php_uname('m'))) {
            'amd64' => 'x86_64',
            'arm64' => 'aarch64',
            default => $name,
        };

        return match (\PHP_OS_FAMILY) {
            'Linux' => "linux-$machine-" . (self::isMusl() ? 'musl' : 'gnu'),
            'Darwin' => "macos-$machine",
            default => \strtolower(\PHP_OS_FAMILY) . "-$machine",
        };
    }

    private static function isMusl(): bool
    {
        // what this very process has loaded; where it may not be read, the more usual one
        return \str_contains((string) @\file_get_contents('/proc/self/maps'), '/ld-musl-');
    }
}
