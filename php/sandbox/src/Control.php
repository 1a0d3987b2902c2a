<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/**
 * Calls the control routes at an address, for one project.
 *
 * @internal
 */
final class Control
{
    /** How many seconds a control call may take, and the program to end once it was told to. */
    public const PATIENCE = 30;

    /** @param string|null $project its REST application id; null: the first one's */
    public function __construct(public readonly string $url, private readonly ?string $project = null)
    {
    }

    /**
     * @param array<string, mixed>|null $fields
     * @return array<array-key, mixed>
     * @throws SandboxException
     */
    public function call(string $method, string $route, ?array $fields = null): array
    {
        try {
            $body = $fields === null
                ? null
                : \json_encode((object) \array_map(self::asJson(...), $fields), \JSON_THROW_ON_ERROR);
        } catch (\JsonException $error) {
            throw new SandboxException("$method $route: a field is nothing that JSON can hold: {$error->getMessage()}");
        }

        return \json_decode($this->text($method, $route, $body), true);
    }

    /** The same with JSON as it is sent and comes: an array has no difference between `{}` and `[]`. */
    public function text(string $method, string $route, ?string $body = null): string
    {
        [$isGood, $text] = $this->answer($method, $route, $body);
        $answer = \json_decode($text, true);
        if ($isGood && \is_array($answer)) {
            return $text;
        }
        $why = $answer['error'] ?? null;
        throw \is_string($why) ? new SandboxException("$method $route: $why") : $this->nobody($method, $route);
    }

    /** Where something else listens, or nothing. */
    public function nobody(string $method, string $route, string $why = ''): SandboxException
    {
        return new SandboxException("$method $route: no sandbox answers at {$this->url}" . ($why === '' ? '' : " ($why)"));
    }

    /** @return array{bool, string} whether it did what it should, and what it says */
    private function answer(string $method, string $route, ?string $body): array
    {
        if (\preg_match('#^https?://#i', $this->url) !== 1) { // fopen would look for a file
            throw $this->nobody($method, $route, 'an address begins with http://');
        }
        if (!\ini_get('allow_url_fopen')) {
            throw $this->nobody($method, $route, 'set allow_url_fopen = 1 in php.ini');
        }
        $http = ['method' => $method, 'ignore_errors' => true, 'follow_location' => 0, 'timeout' => self::PATIENCE];
        if ($body !== null) {
            $http += ['header' => 'content-type: application/json', 'content' => $body];
        }
        $query = $this->project === null ? '' : '?project=' . \rawurlencode($this->project);
        \error_clear_last();
        $stream = @\fopen($this->url . $route . $query, 'rb', false, \stream_context_create(['http' => $http]));
        if ($stream === false) {
            throw $this->nobody($method, $route, (string) \preg_replace('/^.*: /s', '', \error_get_last()['message'] ?? ''));
        }
        $status = \stream_get_meta_data($stream)['wrapper_data'][0];

        return [\preg_match('#^HTTP/\S+ 2#', $status) === 1, (string) \stream_get_contents($stream)];
    }

    /** A day as `1990-10-04`, and a span in whole seconds. */
    private static function asJson(mixed $value): mixed
    {
        return match (true) {
            $value instanceof \DateTimeInterface => $value->format('Y-m-d'),
            $value instanceof \DateInterval => (new \DateTimeImmutable('@0'))->add($value)->getTimestamp(),
            default => $value,
        };
    }
}
