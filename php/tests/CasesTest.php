<?php

declare(strict_types=1);

use Bootpay\BackendPhp\Answer;
use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\IdentityException;
use Bootpay\BackendPhp\Once;
use Bootpay\BackendPhp\Person;
use Bootpay\BackendPhp\Settlement;

/** The behaviours that every language shares; the format is in tests/cases/README.md. */
final class CasesTest extends BootpayTestCase
{
    public static function cases(): iterable
    {
        foreach (glob(__DIR__ . '/../../tests/cases/*.json') as $file) {
            yield basename($file, '.json') => [json_decode(file_get_contents($file), true, flags: JSON_THROW_ON_ERROR)];
        }
    }

    /** @dataProvider cases */
    public function testCase(array $case): void
    {
        $client = self::client();
        if (isset($case['begin'])) {
            $begun = $client->identity()->begin(...$case['begin']);
            $case = self::filled($case, ['$begun.order_id' => $begun->orderId, '$begun.token' => $begun->token()]);
        }
        foreach ($case['setup'] ?? [] as $request) {
            self::sandbox()->control($request['method'], $request['path'], $request['body'] ?? null);
        }
        $calls = (require __DIR__ . '/generated/methods.php') + self::byHand();
        $expected = $case['expect'];
        try {
            $result = @$calls[$case['operation']]($client, $case['params']); // some are deprecated
        } catch (BootpayException $result) {
        }
        isset($expected['error']) ? $this->refused($expected['error'], $result) : $this->went($expected, $result);
        if (isset($expected['requests']) || !isset($expected['error'])) {
            self::assertTrue(self::fits($expected['requests'], self::seenRequests()), print_r(self::seenRequests(), true));
        }
    }

    private static function byHand(): array
    {
        $camel = static function (array $given): array {
            $named = static fn (string $name) => lcfirst(str_replace(' ', '', ucwords(str_replace('_', ' ', $name))));

            return array_combine(array_map($named, array_keys($given)), $given);
        };

        return [
            'token.request' => static fn (Client $client) => $client->requestAccessToken(),
            'receipt.get' => static fn (Client $client, array $given) => $client->verify(...$camel($given)),
            'receipt.settle' => static fn (Client $client, array $given) => $client->settleCancel(...$camel($given)),
            'identity.confirm' => static function (Client $client, array $given) use ($camel): array {
                $once = new class () implements Once {
                    public int $seconds = 0;

                    public function consume(string $orderId, int $seconds): bool
                    {
                        $this->seconds = $seconds;

                        return true;
                    }
                };
                $person = $client->identity()->confirm(...$camel($given) + ['once' => $once]);

                return self::answerOf($person, $once->seconds);
            },
        ];
    }

    /** What the façade makes of an answer, as the answer again. */
    private static function answerOf(Person $person, int $keepUsedFor): array
    {
        $clear = $masked = [];
        foreach (['name', 'birth', 'phone', 'ci', 'di'] as $name) {
            $clear[$name] = $person->{$name}?->reveal();
            $masked[$name] = $person->{$name} === null ? null : (string) $person->{$name};
        }
        unset($masked['ci'], $masked['di']);

        return ['data' => $clear + [
            'order_id' => $person->orderId,
            'receipt_id' => $person->receiptId,
            'purpose' => $person->purpose,
            'birth_is_ambiguous' => $person->birthIsAmbiguous,
            'gender' => $person->gender,
            'foreigner' => $person->foreigner,
            'carrier' => $person->carrier,
            'tid' => $person->tid,
            'verified_at' => $person->verifiedAt?->format(DATE_ATOM),
            'keep_used_for' => $keepUsedFor,
            'masked' => $masked,
        ]];
    }

    private function went(array $expected, mixed $result): void
    {
        if (is_array($result)) { // of what was confirmed
            // how the agency wrote the date is not the façade's to tell
            unset($expected['answer']['data']['birth_text']);
            self::assertTrue(self::fits($expected['answer'], $result), print_r($result, true));

            return;
        }
        if ($result instanceof Settlement) {
            self::assertSame($expected['outcome'], $result->outcome);
            $result = $result->receipt;
        }
        self::assertInstanceOf(Answer::class, $result, $result instanceof Throwable ? $result->getMessage() : '');
        self::assertSame($expected['outcome'] ?? null, $result->meta()->outcome);
        self::assertTrue($result->ok());
        self::assertNull($result->effect());
        $actual = json_decode(json_encode($result, JSON_PRESERVE_ZERO_FRACTION), true);
        self::assertTrue(self::fits($expected['answer'], $actual), print_r($actual, true));
        self::assertEquals($result->data ?? null, $result->unwrap());
    }

    private function refused(array $expected, mixed $result): void
    {
        $error = $result instanceof Answer ? $result->error() : $result;
        self::assertInstanceOf(BootpayException::class, $error);
        if ($result instanceof Answer) {
            self::assertSame('api', $expected['kind']);
            self::assertFalse($result->ok());
            self::assertSame([$expected['status'], $expected['code']], [$result->status, $result->code]);
            self::assertSame($expected['effect'], $result->effect());
        }
        $seen = ['kind' => $error->kind, 'status' => $error->status, 'code' => $error->errorCode, 'effect' => $error->effect];
        foreach (array_intersect_key($expected, $seen) as $name => $value) {
            self::assertSame($value, $seen[$name], $name);
        }
        self::assertStringContainsString($expected['message_has'] ?? '', $error->getMessage());
        self::assertSame($expected['reason'] ?? null, $error instanceof IdentityException ? $error->reason() : null);
    }

    /** Is `$actual` what the case says? `$any` and `$token` stand for values that differ from run to run. */
    private static function fits(mixed $expected, mixed $actual): bool
    {
        if ($expected === '$any') {
            return $actual !== null;
        }
        if ($expected === '$token') {
            return is_string($actual) && preg_match('/\A[0-9a-f]{64}\z/', $actual) === 1;
        }
        if (!is_array($expected) || !is_array($actual)) {
            return $expected === $actual;
        }
        if (array_diff_key($expected, $actual) !== [] || array_diff_key($actual, $expected) !== []) {
            return false;
        }
        foreach ($expected as $name => $value) {
            if (!self::fits($value, $actual[$name])) {
                return false;
            }
        }

        return true;
    }

    private static function filled(mixed $content, array $begun): mixed
    {
        return is_array($content)
            ? array_map(static fn ($part) => self::filled($part, $begun), $content)
            : (is_string($content) ? $begun[$content] ?? $content : $content);
    }
}
