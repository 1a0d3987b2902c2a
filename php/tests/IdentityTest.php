<?php

declare(strict_types=1);

use Bootpay\BackendPhp\ConfigException;
use Bootpay\BackendPhp\IdentityException;
use Bootpay\BackendPhp\InvalidRequestException;
use Bootpay\BackendPhp\Once;

/** A verification is begun, confirmed once, and asked what the law asks. */
final class IdentityTest extends BootpayTestCase
{
    private function verified(array $person = [], string $purpose = '주류 구매'): array
    {
        $client = self::client();
        $begun = $client->identity()->begin($purpose, 's-1');
        $receiptId = self::sandbox()->identity($person + ['order_id' => $begun->orderId])['receipt_id'];

        return [$client->identity(), $receiptId, $begun];
    }

    public function testAPersonIsConfirmedOnce(): void
    {
        [$identity, $receiptId, $begun] = $this->verified(['username' => '성춘향', 'birth' => '1990-10-04']);
        $once = new Once\Memory();
        $person = $identity->confirm($receiptId, $begun->token(), 's-1', $once, '주류 구매');
        self::assertSame(['성춘향', '1990-10-04', '주류 구매'], [$person->name->reveal(), $person->birth->reveal(), $person->purpose]);
        self::assertSame('1990-10-04', $person->birth->date()->format('Y-m-d'));
        self::assertSame('성*향', (string) $person->name);
        self::assertTrue($person->isAdult('youth_protection'));
        self::assertFalse($person->isAdult('civil', '2009-10-03'));
        self::assertTrue($person->isAdult('civil', new DateTimeImmutable('2009-10-03 15:00:00 UTC'))); // in Korea it is the 4th
        $asked = new DateTime('2009-10-03 15:00:00 UTC');
        self::assertTrue($person->isAdult('civil', $asked));
        self::assertSame('2009-10-03 15:00:00 UTC', $asked->format('Y-m-d H:i:s T')); // still the caller's own
        self::assertSame([18, 19], [$person->age('2009-10-03'), $person->yearAge('2009-10-03')]);
        self::assertSame(['', 403, ''], [($own = new IdentityException())->reason(), $own->httpStatus(), $own->customerMessage()]);
        self::assertSame(true, $person->minimal('civil')['adult']);
        $error = self::thrown(IdentityException::class, static fn () => $identity
            ->confirm($receiptId, $begun->token(), 's-1', $once));
        self::assertSame(['used', 409], [$error->reason(), $error->httpStatus()]);
        self::assertNotSame($error->customerMessage(), $error->customerMessage('en'));
        self::thrown(InvalidRequestException::class, static fn () => $error->customerMessage('jp'));
        self::thrown(InvalidRequestException::class, static fn () => $person->isAdult('alcohol'));
    }

    public function testWhatIsNotToBeBelievedIsRefusedAndUsesNothingUp(): void
    {
        [$identity, $receiptId, $begun] = $this->verified();
        $once = new Once\Memory();
        $reasons = [
            'bad_token' => [$receiptId, 'x' . $begun->token(), 's-1', $once],
            'other_session' => [$receiptId, $begun->token(), 's-2', $once],
            'other_purpose' => [$receiptId, $begun->token(), 's-1', $once, '회원 가입'],
            'other_order' => [self::IDENTITY, $begun->token(), 's-1', $once],
            'not_finished' => ['612e09260d681b0021e61fff', $begun->token(), 's-1', $once],
        ];
        foreach ($reasons as $reason => $arguments) {
            $error = self::thrown(IdentityException::class, static fn () => $identity->confirm(...$arguments));
            self::assertSame($reason, $error->reason());
        }
        foreach ([['a'], null, 1, "\xff", '../x', new stdClass()] as $sent) {
            self::thrown(IdentityException::class, static fn () => $identity->confirm($receiptId, $sent, 's-1', $once));
            self::thrown(IdentityException::class, static fn () => $identity->confirm($sent, $begun->token(), 's-1', $once));
        }
        self::assertNotNull($identity->confirm($receiptId, $begun->token(), 's-1', $once)->name);
    }

    public function testHashesFindAPersonAgain(): void
    {
        [$identity, $receiptId, $begun] = $this->verified();
        $person = $identity->confirm($receiptId, $begun->token(), 's-1', new Once\Memory());
        $key = random_bytes(32);
        $stored = $person->ci->hmac($key, 2);
        self::assertStringStartsWith('2:', $stored);
        self::assertTrue($person->ci->matches($stored, [1 => random_bytes(32), 2 => $key]));
        self::assertFalse($person->ci->matches($stored, $key));
        self::assertFalse($person->di->matches(null, $key));
        $hashes = ['phone' => $person->phone->hmac($key), 'ci' => null];
        self::assertSame('phone', $person->matchedBy($hashes, $key));
        self::assertNull($person->matchedBy([], $key));
        self::thrown(InvalidRequestException::class, static fn () => $person->ci->hmac('short'));
        self::thrown(InvalidRequestException::class, static fn () => $person->ci->matches($stored, [$key => 1]));
        [$identity, $receiptId, $begun] = $this->verified(['username' => '홍영동', 'phone' => '01000009999']);
        $other = $identity->confirm($receiptId, $begun->token(), 's-1', new Once\Memory());
        [$identity, $receiptId, $begun] = $this->verified(['username' => '홍길동', 'phone' => '01000009999']);
        $same = $identity->confirm($receiptId, $begun->token(), 's-1', new Once\Memory());
        self::assertSame((string) $same->name, (string) $other->name);
        self::assertFalse($same->name == $other->name); // though both print 홍*동
        self::assertFalse($same->name->equals($other->name));
        self::assertFalse($same->name->equals($same->phone));
        self::assertTrue($same->phone->equals($other->phone));
    }

    public function testABegunIdentityHasWhatThePageNeeds(): void
    {
        [, , $begun] = $this->verified();
        self::assertSame('auth', $begun->request('web-id')['method']);
        self::assertSame('web-id', $begun->request('web-id')['application_id']);
        self::assertSame(32, strlen(explode('-', $begun->orderId)[1]));
        self::assertGreaterThan(time(), $begun->expiresAt->getTimestamp());
        self::thrown(InvalidRequestException::class, static fn () => self::client()->identity()->begin('p', 's', 1801));
        self::thrown(InvalidRequestException::class, static fn () => self::client()->identity()->begin(null, 's'));
    }

    public function testAStoreIsAskedInOneStepAndItsAnswerTakenSeriously(): void
    {
        [$identity, $receiptId, $begun] = $this->verified();
        foreach ([null, 'redis', new stdClass()] as $once) {
            self::thrown(InvalidRequestException::class, static fn () => $identity
                ->confirm($receiptId, $begun->token(), 's-1', $once));
        }
        $rows = new class () {
            public function consume(string $orderId, int $seconds): int
            {
                return 1;
            }
        };
        $error = self::thrown(InvalidRequestException::class, static fn () => $identity
            ->confirm($receiptId, $begun->token(), 's-1', $rows));
        self::assertStringContainsString('nobody was confirmed', $error->getMessage());
    }

    public function testMemoryForgetsWhatIsOver(): void
    {
        $once = new Once\Memory();
        self::assertTrue($once->consume('o-1', 60));
        self::assertFalse($once->consume('o-1', 60));
        self::assertTrue($once->consume('o-2', 0));
        self::assertTrue($once->consume('o-2', 0));
    }

    public function testPdoJoinsTheCallersTransaction(): void
    {
        $pdo = new PDO('sqlite::memory:');
        $pdo->exec(shell_exec(escapeshellarg(getenv('BOOTPAY_PROGRAM')) . ' once-table'));
        $once = new Once\Pdo($pdo);
        $pdo->beginTransaction();
        self::assertTrue($once->consume('o-1', 600));
        $pdo->rollBack();
        self::assertTrue($once->consume('o-1', 600));
        self::assertFalse($once->consume('o-1', 600));
        self::assertTrue($once->consume('o-2', -10));
        self::assertSame(1, $once->forgetExpired());
        $pdo->exec('DROP TABLE bootpay_once');
        foreach ([PDO::ERRMODE_SILENT, PDO::ERRMODE_EXCEPTION] as $mode) {
            $pdo->setAttribute(PDO::ATTR_ERRMODE, $mode);
            try {
                $once->consume('o-3', 600);
                self::fail('a table that is not there was taken for an answer');
            } catch (RuntimeException $error) {
                self::assertStringContainsString('bootpay_once', $error->getMessage());
            }
        }
    }

    /**
     * As a client does that reports errors softly, or a server that evicts keys.
     *
     * @group debian
     */
    public function testARedisThatNeitherTakesNorHasAnIdIsNoAnswer(): void
    {
        $redis = new class () extends Redis {
            public array $held = [];

            public bool $isDown = false;

            public function set($key, $value, $options = null): bool
            {
                if ($this->isDown || isset($this->held[$key])) {
                    return false;
                }
                $this->held[$key] = $value;

                return true;
            }

            public function get($key): mixed
            {
                return $this->held[$key] ?? false;
            }
        };
        $once = new Once\Redis($redis);
        self::assertTrue($once->consume('o-1', 600));
        self::assertFalse($once->consume('o-1', 600));
        $redis->isDown = true;
        $this->expectException(Once\UnavailableException::class);
        $once->consume('o-2', 600);
    }

    public function testLaravelsCacheHasToAddInOneStep(): void
    {
        $cache = static fn (object $store) => new class ($store) {
            public array $held = [];

            public bool $isDown = false;

            public function __construct(private object $store)
            {
            }

            public function getStore(): object
            {
                return $this->store;
            }

            public function add(string $key, string $value, int $seconds): bool
            {
                if ($this->isDown || isset($this->held[$key])) {
                    return false;
                }
                $this->held[$key] = $value;

                return true;
            }

            public function get(string $key): ?string
            {
                return $this->held[$key] ?? null;
            }
        };
        $adding = new class () {
            public function add(): void
            {
            }
        };
        $once = new Once\LaravelCache($sound = $cache($adding));
        self::assertTrue($once->consume('o-1', 600));
        self::assertFalse($once->consume('o-1', 600));
        $sound->isDown = true;
        try {
            $once->consume('o-2', 600);
            self::fail('a cache that is down was taken for an answer');
        } catch (Once\UnavailableException $error) {
            self::assertStringContainsString('is it down?', $error->getMessage());
        }
        foreach ([$cache(new stdClass()), new stdClass()] as $unfit) {
            self::thrown(ConfigException::class, static fn () => new Once\LaravelCache($unfit));
        }
        self::thrown(ConfigException::class, static fn () => new Once\Redis(new stdClass()));
    }
}
