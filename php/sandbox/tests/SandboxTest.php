<?php

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\ConnectionException;
use Bootpay\BackendPhp\IdentityException;
use Bootpay\BackendPhp\Once;
use Bootpay\Sandbox\Sandbox;
use Bootpay\Sandbox\Window;

require_once __DIR__ . '/SandboxTestCase.php';

/** What a test does with a sandbox. */
final class SandboxTest extends SandboxTestCase
{
    public function testAClientTalksToIt(): void
    {
        $made = $this->sandbox->identity(['username' => '김가짜', 'birth' => new DateTimeImmutable('1990-10-04')]);
        $receiptId = $made['receipt_id'];
        $certificate = BootpayApi::certificate($receiptId)->unwrap()->certificate;
        self::assertSame(['김가짜', '1990-10-04'], [$certificate->username, $certificate->birth]);
        self::assertSame("/certificate/$receiptId", $this->sandbox->requests('certificate.get')[0]['path']);
        $paid = $this->sandbox->payment(['price' => 7000, 'status' => 1])['receipt_id'];
        self::assertSame(7000, (int) BootpayApi::verify($paid, expectedPrice: 7000)->data->price);
    }

    public function testSomebodyKnownByName(): void
    {
        $made = $this->sandbox->person('turns_19_this_year', ['username' => '성춘향'], orderId: 'signup-1');
        self::assertSame(['signup-1', '성춘향'], [$made['order_id'], $made['certificate']['username']]);
        self::assertStringEndsWith('-12-31', $made['certificate']['birth']);
        self::refused(fn () => $this->sandbox->person('nobody'), 'POST /sandbox/identities: persona: must be one of adult, ');
    }

    public function testSomebodyOfAnAge(): void
    {
        $born = fn (mixed ...$person) => $this->sandbox->person(...$person)['certificate']['birth'];
        self::assertSame('1990-10-04', $born(birth: '1990-10-04'));
        self::assertSame('1990-10-04', $born(birth: new DateTime('1990-10-04')));
        self::assertStringEndsWith('-12-31', $born(yearAge: 19));
        $now = (new DateTimeImmutable('@' . (int) $this->sandbox->control('GET', '/sandbox/health')['now']))
            ->setTimezone(new DateTimeZone('Asia/Seoul'));
        // somebody of 29 February has the birthday on 1 March in other years, as PHP counts
        self::assertSame($now->modify('-19 years')->format('Y-m-d'), $born(age: 19));
        self::refused(static fn () => $born('adult', age: 19), 'POST /sandbox/identities: ');
    }

    public function testAVerificationCanBeOld(): void
    {
        foreach ([3600, new DateInterval('PT1H')] as $ago) {
            $begun = BootpayApi::identity()->begin('회원 가입', 's');
            $receiptId = $this->sandbox->person(orderId: $begun->orderId, verifiedAgo: $ago)['receipt_id'];
            try {
                BootpayApi::identity()->confirm($receiptId, $begun->token(), 's', new Once\Memory());
                self::fail('it is old');
            } catch (IdentityException $error) {
                self::assertSame('expired', $error->reason());
            }
        }
    }

    public function testACertificateCanLackFields(): void
    {
        self::assertArrayHasKey('unique', $this->sandbox->person()['certificate']);
        self::assertArrayNotHasKey('unique', $this->sandbox->person(without: 'ci')['certificate']);
        self::assertArrayNotHasKey('unique', $this->sandbox->person(fields: ['unique' => null])['certificate']);
        $made = $this->sandbox->person(without: ['phone', 'order_id']);
        self::assertArrayNotHasKey('order_id', $made);
        self::assertArrayNotHasKey('phone', $made['certificate']);
    }

    public function testAnArgumentWinsOverAField(): void
    {
        $fields = ['order_id' => 'field', 'birth' => '1980-01-01'];
        $made = $this->sandbox->person(fields: $fields, orderId: 'argument', birth: '1990-10-04');
        self::assertSame(['argument', '1990-10-04'], [$made['order_id'], $made['certificate']['birth']]);
    }

    public function testAWindowIsApprovedCancelledOrFails(): void
    {
        $window = $this->sandbox->window('signup-1');
        self::assertSame(['identity', 'signup-1', 'waiting'], [$window->kind, $window->orderId, $window->state()]);
        self::assertStringStartsWith($this->sandbox->url, $window->url);
        self::assertSame($window->receiptId, $this->sandbox->window('signup-1')->receiptId, 'it waits already');
        self::assertSame(404, BootpayApi::certificate($window->receiptId)->status);
        $window->approve('age_19', ['username' => '성춘향']);
        self::assertSame('approved', $window->state());
        self::assertSame('성춘향', BootpayApi::certificate($window->receiptId)->unwrap()->certificate->username);
        $ends = [
            'cancelled' => static fn (Window $window) => $window->cancel(),
            'failed' => static fn (Window $window) => $window->fail('통신사 점검 중입니다.'),
        ];
        foreach ($ends as $state => $end) {
            $window = $this->sandbox->window("order-$state");
            $end($window);
            self::assertSame([$state, 404], [$window->state(), BootpayApi::certificate($window->receiptId)->status]);
        }
        self::refused(static fn () => $window->approve(), "POST /sandbox/windows/$window->receiptId/approve: ");
    }

    public function testWhoFinishesAWindow(): void
    {
        $birth = function (mixed ...$person): string {
            $window = $this->sandbox->window();
            $window->approve(...$person);

            return BootpayApi::certificate($window->receiptId)->unwrap()->certificate->birth;
        };
        self::assertSame('1990-10-04', $birth(birth: '1990-10-04'));
        self::assertStringEndsWith('-12-31', $birth(yearAge: 19));
        self::assertSame($this->sandbox->person(age: 30)['certificate']['birth'], $birth(age: 30));
        $window = $this->sandbox->window();
        $window->approve(without: 'ci');
        self::assertFalse(property_exists(BootpayApi::certificate($window->receiptId)->unwrap()->certificate, 'unique'));
    }

    public function testTheWindowOfAPayment(): void
    {
        $window = $this->sandbox->window('order-1', ['price' => 3000]);
        self::assertSame('payment', $window->kind);
        $window->approve();
        $receipt = BootpayApi::verify($window->receiptId)->unwrap();
        self::assertSame([1, 3000, 'order-1'], [$receipt->status, (int) $receipt->price, $receipt->order_id]);
    }

    public function testADepositAndItsWebhook(): void
    {
        $waits = ['price' => 3000, 'method' => 'vbank', 'status' => 2, 'order_id' => 'order-1'];
        $receiptId = $this->sandbox->payment($waits)['receipt_id'];
        self::assertSame(2, BootpayApi::verify($receiptId)->data->status);
        $url = 'https://example.com/hook';
        self::assertSame($url, $this->sandbox->settings(['feedback_url' => $url])['feedback_url']);
        self::assertSame(1, $this->sandbox->deposit($receiptId)['status']);
        [$told] = $this->sandbox->webhooks();
        self::assertSame([$receiptId, 'order-1', $url], [$told['receipt_id'], $told['fields']['order_id'], $told['url']]);
        self::assertSame('refused', $told['state'], 'it goes to this machine only');
        self::assertSame($url, $this->sandbox->settings()['feedback_url']);
    }

    public function testAMisuseIsTold(): void
    {
        foreach (range(1, 2) as $_) {
            BootpayApi::cancel($this->sandbox->payment(['price' => 3000, 'status' => 1])['receipt_id'], cancelId: 'refund-1');
        }
        [$misuse] = $this->sandbox->misuses();
        self::assertSame('cancel_id_reused', $misuse['kind']);
        self::assertNotEmpty($misuse['how_to_mend']);
        self::assertNotEmpty($misuse['requests']);
        self::assertStringContainsString("misuse cancel_id_reused: $misuse[what] $misuse[how_to_mend]", $this->sandbox->seen());
    }

    public function testASnapshotIsRestored(): void
    {
        $receiptId = $this->sandbox->person()['receipt_id'];
        $document = $this->sandbox->snapshot();
        $this->sandbox->reset();
        self::assertSame(404, BootpayApi::certificate($receiptId)->status);
        $this->sandbox->restore($document);
        self::assertTrue(BootpayApi::certificate($receiptId)->ok());
        self::refused(fn () => $this->sandbox->restore('{}'), 'POST /sandbox/restore: ');
    }

    public function testAClientGoesOnAfterAReset(): void
    {
        $receiptId = $this->sandbox->person()['receipt_id'];
        self::assertTrue(BootpayApi::certificate($receiptId)->ok());
        $this->sandbox->reset();
        self::assertSame([], $this->sandbox->requests());
        self::assertSame(404, BootpayApi::certificate($receiptId)->status);
        self::assertSame([], $this->sandbox->requests('token.request'), 'its token is good');
    }

    public function testFaultsAndTheClock(): void
    {
        $end = $this->sandbox->fault('reset', ['path' => '/receipt']);
        try {
            BootpayApi::verify(self::PAYMENT);
            self::fail('the fault did nothing');
        } catch (ConnectionException) {
        }
        $end();
        $end();
        self::assertTrue(BootpayApi::verify(self::PAYMENT)->ok());
        $this->sandbox->advance(hours: 1);
        self::assertTrue(BootpayApi::verify(self::PAYMENT)->ok()); // with a new token
        self::assertCount(2, $this->sandbox->requests('token.request'));
    }

    public function testQuickOptionsAreAClients(): void
    {
        $place = ['baseUrl' => $this->sandbox->url, 'log' => 'none'];
        $keys = [$this->sandbox->applicationId, $this->sandbox->privateKey];
        $made = new Client(...$keys, ...$place, ...$this->sandbox->quick());
        $asked = new Client(...$keys, ...$place);
        foreach ([$made, $asked->withOptions(...$this->sandbox->quick())] as $client) {
            $client->verify(self::PAYMENT);
            $this->sandbox->fault('reset', ['path' => '/receipt']);
            try {
                $client->verify(self::PAYMENT);
                self::fail('the fault did nothing');
            } catch (ConnectionException) {
                self::assertCount(2, $this->sandbox->requests('receipt.get'), 'nothing is repeated');
            }
            $this->sandbox->reset();
        }
    }

    public function testItsVariablesKeepAClientHere(): void
    {
        $script = 'require $argv[1]; use Bootpay\BackendPhp\{BootpayApi, ConfigException};'
            . 'echo BootpayApi::certificate($argv[2])->status;'
            . 'try { BootpayApi::setConfig(baseUrl: "https://api.bootpay.co.kr"); }'
            . 'catch (ConfigException $error) { echo $error->getMessage(); }';
        $arguments = [getenv('BOOTPAY_VENDOR') . '/autoload.php', $this->sandbox->person()['receipt_id']];
        [$status, $said] = self::ran([PHP_BINARY, '-r', $script, ...$arguments], $this->sandbox->env());
        self::assertSame(0, $status, $said);
        self::assertStringStartsWith('200BOOTPAY_LOOPBACK_ONLY is set', $said);
        self::assertSame($this->sandbox->webApplicationId, $this->sandbox->env()['BOOTPAY_WEB_APPLICATION_ID']);
    }

    public function testItSpeaksTls(): void
    {
        self::assertNull($this->sandbox->tlsUrl);
        $ca = tempnam(sys_get_temp_dir(), 'bootpay');
        $sandbox = Sandbox::start(['--tls-listen', '127.0.0.1:0', '--ca-file', $ca]);
        unlink($ca);
        self::assertStringStartsWith('https://127.0.0.1:', $sandbox->tlsUrl);
        self::assertSame($sandbox->tlsUrl, $sandbox->project()->tlsUrl);
        self::assertSame($sandbox->url, $sandbox->env()['BOOTPAY_BASE_URL']);
    }

    public function testWhatItSawHasNoSecrets(): void
    {
        $ask = "{$this->sandbox->url}/receipt/canary-id?private_key=canary-query";
        foreach (range(1, 41) as $_) {
            file_get_contents($ask, false, stream_context_create(['http' => ['ignore_errors' => true]]));
        }
        $this->sandbox->person(fields: ['username' => 'canary-name']);
        $this->sandbox->fault('status', ['path' => '/cancel', 'status' => 429, 'times' => 2]);
        $seen = $this->sandbox->seen();
        preg_match_all('~^ *(\d+)  GET    /receipt/canary-id  401$~m', $seen, $lines);
        self::assertSame(range(2, 41), array_map(intval(...), $lines[1]), 'the newest');
        self::assertStringStartsWith("1 requests before\n", $seen);
        self::assertStringContainsString("\nfault status: ", $seen);
        foreach (['path=/cancel', 'status=429', 'times=2'] as $option) {
            self::assertStringContainsString(" $option", $seen);
        }
        foreach (['canary-query', 'canary-name', $this->sandbox->privateKey] as $secret) {
            self::assertStringNotContainsString($secret, $seen);
        }
        $this->sandbox->reset();
        self::assertStringStartsWith('no request came', $this->sandbox->seen());
    }

    public function testNothingThatPrintsItShowsTheKey(): void
    {
        $key = $this->sandbox->privateKey;
        self::assertNotSame('', $key);
        self::assertTrue(isset($this->sandbox->privateKey));
        $window = $this->sandbox->window();
        $end = $this->sandbox->fault('stall');
        foreach ([$this->sandbox, $this->sandbox->project(), $window, $end] as $shown) {
            ob_start();
            var_dump($shown, (array) $shown);
            debug_zval_dump($shown);
            $printed = ob_get_clean() . print_r($shown, true) . var_export($shown, true) . json_encode($shown);
            foreach (['assertNull', 'assertIsString'] as $assertion) {
                try {
                    self::$assertion($shown);
                } catch (PHPUnit\Framework\ExpectationFailedException $failure) {
                    $printed .= $failure->getMessage();
                }
            }
            self::assertStringNotContainsString($key, $printed);
        }
        self::assertStringNotContainsString($this->sandbox->project()->privateKey, print_r($this->sandbox, true));
    }
}
