<?php

declare(strict_types=1);

use Bootpay\BackendPhp\Answer;
use Bootpay\BackendPhp\ApiException;
use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\ConfigException;
use Bootpay\BackendPhp\ConnectionException;
use Bootpay\BackendPhp\DecodeException;
use Bootpay\BackendPhp\InvalidRequestException;
use Bootpay\BackendPhp\MismatchException;
use Bootpay\BackendPhp\Native\Reply;
use Bootpay\BackendPhp\Once;
use Bootpay\BackendPhp\TimeoutException;

/** The surface of the official package, and what stands beside it. */
final class ApiTest extends BootpayTestCase
{
    public function testCallsAreMadeOnTheClassAndOnObjects(): void
    {
        $options = ['baseUrl' => self::sandbox()->url, 'log' => 'none'];
        $first = BootpayApi::setConfig(self::ID, self::KEY, ...$options);
        $second = BootpayApi::setConfig(self::sandbox()->applicationId, self::sandbox()->privateKey, ...$options);
        self::assertSame($second, BootpayApi::instance());
        $tokenOf = static fn (callable $call) => $call()->status === 200
            ? array_slice(self::seenRequests(), -1)[0]['authorization'] : null;
        $ofFirst = $tokenOf(static fn () => $first->certificate(self::IDENTITY));
        $ofSecond = $tokenOf(static fn () => BootpayApi::certificate(self::IDENTITY));
        self::assertNotSame($ofFirst, $ofSecond);
        self::assertSame($ofFirst, $tokenOf(static fn () => $first->certificate(receiptId: self::IDENTITY)));
        self::assertSame($ofSecond, $tokenOf(static fn () => $second->certificate(self::IDENTITY)));
    }

    public function testAnAnswerIsAStdClassWithTheServersFieldsOnly(): void
    {
        $answer = self::api()->certificate(self::IDENTITY);
        self::assertInstanceOf(stdClass::class, $answer);
        self::assertSame(['status', 'code', 'message', 'data'], array_keys(get_object_vars($answer)));
        self::assertSame(['status', 'code', 'message', 'data'], array_keys((array) $answer));
        self::assertSame('홍길동', json_decode(json_encode($answer))->data->certificate->username);
        self::assertSame('홍길동', unserialize(serialize($answer))->data->certificate->username);
        self::assertSame('certificate.get', $answer->meta()->operation);
        self::assertSame('order_1234', $answer->unwrap()->order_id);
    }

    public function testARefusalIsAnAnswerThatUnwrapThrows(): void
    {
        $answer = self::api()->certificate('612e09260d681b0021e61fff');
        self::assertSame([404, false, 'none'], [$answer->status, $answer->ok(), $answer->effect()]);
        $error = self::thrown(ApiException::class, static fn () => $answer->unwrap());
        self::assertSame([404, $answer->code, 'certificate.get'], [$error->status, $error->errorCode, $error->operation]);
        self::assertSame(json_encode($answer), json_encode(json_decode($error->body())));
        $wrong = self::api(privateKey: 'wrong')->requestAccessToken();
        self::assertSame([401, null], [$wrong->status, $wrong->data ?? null]);
    }

    public function testARefusalByHttpReadsAsOneWhateverItsBodySays(): void
    {
        $refusals = ['{"status":200,"code":0}' => 500, '{}' => 500, '{"status":"200","code":"0"}' => 500,
            '{"status":200,"code":-7}' => -7, '{"code":"RC_NOT_FOUND"}' => 'RC_NOT_FOUND'];
        foreach ($refusals as $body => $code) {
            [$api, $server] = self::answeredWith(500, $body);
            $answer = $api->certificate(self::IDENTITY);
            self::assertSame([false, 500, $code], [$answer->ok(), $answer->status, $answer->code], $body);
            self::assertSame($body, $answer->error()->body());
        }
        [$api, $server] = self::answeredWith(200, '{"status":401}');
        self::assertSame(401, $api->certificate(self::IDENTITY)->status);
    }

    public function testACancelWhoseAnswerPhpCannotReadIsSettled(): void
    {
        [$api, $server] = self::answeredWith(200, '{"status":200,"code":0,"data":{"\u0000":1}}'); // no name of a property
        $cancel = static fn (mixed ...$more) => self::thrown(DecodeException::class, static fn () => $api
            ->cancel(self::TO_CANCEL, ...$more + ['cancelId' => 'refund-1']));
        $part = $cancel(price: '1200.00');
        self::assertSame(['unknown', self::TO_CANCEL, 'refund-1', 1200],
            [$part->effect, $part->receiptId, $part->cancelId, $part->cancelPrice]);
        self::assertSame('not_done', self::api()->settle($part, cancelledBefore: 0)->outcome);
        self::assertNull($cancel()->cancelPrice); // all that is left
        $charge = self::thrown(DecodeException::class, static fn () => $api
            ->subscribeCardBilling('5b025b33e13f33310ce560fb', 'order-1', '정기결제', 3000));
        self::assertSame(['unknown', null, null], [$charge->effect, $charge->receiptId, $charge->cancelPrice]);
    }

    public function testACallThatWasGivenUpIsSettledByWhatItsErrorSays(): void
    {
        foreach (['canceled', 'internal'] as $kind) {
            $meta = ['kind' => $kind, 'message' => 'm', 'operation' => 'payment.cancel', 'effect' => 'unknown',
                'receipt_id' => self::TO_CANCEL, 'cancel_id' => 'refund-1', 'cancel_price' => 1200];
            $error = BootpayException::fromReply(new Reply(false, null, json_encode($meta), '[]'));
            self::assertSame([self::TO_CANCEL, 'refund-1', 1200], [$error->receiptId, $error->cancelId, $error->cancelPrice]);
            self::assertSame('not_done', self::api()->settle($error, cancelledBefore: 0)->outcome);
        }
    }

    public function testACallGetsItsTokenByItselfAndOneServesAll(): void
    {
        $api = self::api();
        foreach (range(1, 20) as $_) {
            self::assertSame(200, $api->verify(self::PAYMENT)->status);
        }
        self::assertSame(1, self::tokenRequests());
    }

    public function testClientsOfOneConfigurationAreOne(): void
    {
        $ours = static fn () => new Client(self::ID, self::KEY, baseUrl: self::sandbox()->url, deadline: 77, log: 'none');
        foreach (range(1, 5) as $_) {
            self::assertTrue($ours()->verify(self::PAYMENT)->ok());
        }
        self::assertSame(1, self::tokenRequests());
    }

    public function testATokenSetByHandIsSentAsItIs(): void
    {
        $api = self::api();
        self::assertNull($api->token());
        self::assertSame('t-1', $api->setAccessToken('t-1'));
        self::assertSame(401, $api->certificate(self::IDENTITY)->status);
        self::assertSame('t-1', self::seenRequests()[0]['authorization']);
        $token = $api->requestAccessToken()->data->token;
        self::assertSame($token, $api->token());
        self::assertSame(200, $api->certificate(self::IDENTITY)->status);
    }

    public function testExpectationsAreCompared(): void
    {
        $api = self::api();
        self::assertSame(1, $api->verify(self::PAYMENT, expectedPrice: 3000)->data->status);
        $error = self::thrown(MismatchException::class, static fn () => $api->verify(self::PAYMENT, expectedPrice: 2999));
        self::assertStringContainsString('price', $error->getMessage());
        self::thrown(ApiException::class, static fn () => $api->verify('5df6e67d4f74b4002a77efff', expectedPrice: 1));
        $error = self::thrown(InvalidRequestException::class, static fn () => $api->verify(self::PAYMENT, expectedPrice: null));
        self::assertStringContainsString('expected_price is null', $error->getMessage());
    }

    public function testALostCancelIsSettled(): void
    {
        $api = self::api();
        self::sandbox()->fault('reset_after', ['path' => '/cancel', 'times' => 1]);
        $answer = $api->cancel(self::TO_CANCEL, 1200, cancelId: 'refund-1', cancelledBefore: 0);
        self::assertSame('done', $answer->meta()->outcome);
        self::assertSame('refund-1', $answer->meta()->cancelId);
        $body = json_decode(self::sandbox()->requests('payment.cancel')[0]['body'], true);
        self::assertSame(['API 관리자', 'API에 의한 요청'], [$body['name'], $body['reason']]);

        self::sandbox()->reset();
        self::sandbox()->fault('reset', ['path' => '/cancel']);
        $error = self::thrown(ConnectionException::class, static fn () => $api->cancel(self::TO_CANCEL, 1200));
        self::assertSame(['unknown', self::TO_CANCEL, 1200], [$error->effect, $error->receiptId, $error->cancelPrice]);
        self::assertNotNull($error->cancelId);
        $settlement = $api->settle($error, cancelledBefore: 0);
        self::assertSame(['not_done', 3000], [$settlement->outcome, (int) $settlement->receipt->unwrap()->remain_price]);
        self::assertSame('not_done', $api->settleCancel(self::TO_CANCEL, 1200, 0)->outcome);
        $error = self::thrown(ConnectionException::class, static fn () => $api->cancel(self::TO_CANCEL)); // all of it
        self::assertSame('not_done', $api->settle($error)->outcome);
        $good = $api->verify(self::PAYMENT);
        self::thrown(InvalidRequestException::class, static fn () => $api->settle($good));
        self::thrown(InvalidRequestException::class, static fn () => $api->settle('lost'));
    }

    public function testDeadlinesHoldAndCanBeChangedForACall(): void
    {
        $client = self::client(deadline: self::LONG, timeout: self::LONG);
        self::sandbox()->fault('stall', ['path' => '/certificate']);
        $quick = $client->withOptions(deadline: 0.2, maxRetries: 0);
        $error = self::thrown(TimeoutException::class, static fn () => $quick->certificate(self::IDENTITY));
        self::assertStringContainsString('0.2 s (the deadline)', $error->getMessage());
        foreach ([['timeout' => 0], ['deadline' => 'soon'], ['maxRetries' => -1], ['timeout' => NAN]] as $wrong) {
            self::thrown(ConfigException::class, static fn () => $client->withOptions(...$wrong));
            self::thrown(ConfigException::class, static fn () => self::client(...$wrong));
        }
    }

    public function testOtherFieldsAreSpelledAsInTheOfficialPackageOrAsOnTheWire(): void
    {
        $sent = static function (array $optional): array {
            self::sandbox()->reset();
            self::api()->subscribeCardBilling('5b025b33e13f33310ce560fb', 'order-1', '정기결제', 3000, $optional);

            return json_decode(self::sandbox()->requests('billing.pay')[0]['body'], true);
        };
        $camel = $sent(['taxFree' => 100, 'userInfo' => ['phone' => '01012341234', 'email' => null], 'items' => []]);
        self::assertSame($camel, $sent(['tax_free' => 100, 'user_info' => (object) ['phone' => '01012341234']]));
        self::assertSame([100, ['phone' => '01012341234']], [$camel['tax_free'], $camel['user_info']]);
        self::assertArrayNotHasKey('items', $camel);
        foreach ([['tax_fre' => 1], ['taxFree' => 1, 'tax_free' => 1], [1, 2], 'x'] as $wrong) {
            self::thrown(InvalidRequestException::class, static fn () => self::api()
                ->subscribeCardBilling('5b025b33e13f33310ce560fb', 'order-1', 'x', 3000, $wrong));
        }
    }

    /** What means "not given" elsewhere must not become "all that is left", or "whichever". */
    public function testWhatSaysNothingIsRefusedWhereAValueIsExpected(): void
    {
        $api = self::api();
        $null = new class () implements JsonSerializable {
            public function jsonSerialize(): mixed
            {
                return null;
            }
        };
        $begun = $api->identity()->begin('주류 구매', 's-1');
        $calls = [
            'price' => static fn ($nothing) => $api->cancel(self::TO_CANCEL, $nothing),
            'tax_free' => static fn ($nothing) => $api->cancel(self::TO_CANCEL, 1200, taxFree: $nothing),
            'cancel_id' => static fn ($nothing) => $api->cancel(self::TO_CANCEL, 1200, cancelId: $nothing),
            'cancel_price' => static fn ($nothing) => $api->settleCancel(self::TO_CANCEL, cancelPrice: $nothing),
            'cancelled_before' => static fn ($nothing) => $api->settleCancel(self::TO_CANCEL, 1200, $nothing),
            'expected_price' => static fn ($nothing) => $api->verify(self::PAYMENT, expectedPrice: $nothing),
            'expected_order_id' => static fn ($nothing) => $api->verify(self::PAYMENT, expectedOrderId: $nothing),
            'expected_status' => static fn ($nothing) => $api->verify(self::PAYMENT, expectedStatus: $nothing),
            'purpose' => static fn ($nothing) => $api->identity()
                ->confirm(self::IDENTITY, $begun->token(), 's-1', new Once\Memory(), $nothing),
            'session' => static fn ($nothing) => $api->identity()
                ->confirm(self::IDENTITY, $begun->token(), $nothing, new Once\Memory()),
        ];
        foreach ($calls as $field => $call) {
            foreach ([[], $null, false, NAN] as $nothing) {
                $error = self::thrown(InvalidRequestException::class, static fn () => $call($nothing));
                self::assertStringContainsString($field, $error->getMessage());
            }
        }
        $error = self::thrown(InvalidRequestException::class, static fn () => $api->requestPayment('o', 'n', 1000,
            ['params' => ['mine' => $null]]));
        self::assertStringContainsString('params.mine is null as JSON', $error->getMessage());
        self::assertSame([], self::sandbox()->requests());
        $api->cancel(self::TO_CANCEL, 1200, refund: [], cancelId: 'refund-1'); // of lists and objects it means "not given"
        self::assertArrayNotHasKey('refund', json_decode(self::sandbox()->requests('payment.cancel')[0]['body'], true));
    }

    /** @dataProvider hostileIds */
    public function testAnIdThatCouldSteerARequestIsRefused(mixed $id): void
    {
        $api = self::api();
        foreach (['certificate', 'verify', 'submit', 'destroySubscribeBillingKey'] as $method) {
            $error = self::thrown(InvalidRequestException::class, static fn () => $api->{$method}($id));
            self::assertSame('none', $error->effect);
        }
        self::assertSame([], self::sandbox()->requests());
    }

    public static function hostileIds(): iterable
    {
        $ids = ['', ' ', '.', '..', '../request/token', '..%2frequest', 'a/b', 'a?b', 'a#b', "a\nb", "a\0b", '한글', 'a b', null, [],
            ['a'], ['$ne' => ''], 1.5, true, new stdClass(), "\xff", "\xb0\xa1", str_repeat('a', 65), STDIN, static fn () => 'a',
            '[[ receipt_id ]]'];
        foreach ($ids as $id) {
            yield [$id];
        }
    }

    public function testTextThatIsNotUtf8IsRefusedWithTheFieldsName(): void
    {
        $euckr = "\xc8\xab\xb1\xe6\xb5\xbf"; // 홍길동
        $api = self::api();
        $calls = [
            'reason' => static fn () => $api->cancel(self::TO_CANCEL, reason: $euckr),
            'user_info.username' => static fn () => $api->getSubscribeBillingKey('nicepay', 'o', 'i', '9', '1', '29', '12', '9',
                ['username' => $euckr]),
            'items[0].item_name' => static fn () => $api->requestPayment('o', 'n', 1000, ['items' => [['item_name' => $euckr]]]),
            'session' => static fn () => $api->identity()->begin('회원 가입', $euckr),
        ];
        foreach ($calls as $field => $call) {
            $error = self::thrown(InvalidRequestException::class, $call);
            self::assertStringContainsString("$field is not UTF-8 text", $error->getMessage());
            self::assertStringNotContainsString($euckr, $error->getMessage());
        }
        self::assertSame([], self::sandbox()->requests());
    }

    public function testValuesThatHaveNoFormInJsonAreRefusedByName(): void
    {
        $deep = [];
        $deep['again'] = &$deep;
        foreach ([NAN, INF, new ArrayObject([1]), static fn () => 1, $deep] as $value) {
            $error = self::thrown(InvalidRequestException::class, static fn () => self::api()->requestPayment('o', 'n', 1000,
                ['params' => ['mine' => $value]]));
            self::assertStringContainsString('params.', $error->getMessage());
        }
        self::api()->subscribeCardBillingReserve('5b025b33e13f33310ce560fb', 'i', 3000, 'o', new DateTimeImmutable('@4102444800'));
        self::assertSame(4102444800, self::seenRequests()[1]['body']['execute_at']);
    }

    public function testAMethodThatIsNotThereSaysSo(): void
    {
        $this->expectException(BadMethodCallException::class);
        $this->expectExceptionMessage('has no method call');
        self::api()->call('payment.cancel', []);
    }

    public function testAConfigurationThatCannotWorkIsRefused(): void
    {
        $wrong = [['applicationId' => ''], ['privateKey' => ''], ['mode' => 'prod'], ['baseUrl' => 'ftp://example.com'],
            ['applicationId' => ['a']], ['privateKey' => "\xff"], ['logger' => new stdClass()], ['log' => 'loud'], ['onAttempt' => 'no']];
        foreach ($wrong as $options) {
            $error = self::thrown(ConfigException::class, static fn () => self::client(...$options));
            self::assertSame('config', $error->kind);
        }
    }

    public function testDeprecatedCallsSaySo(): void
    {
        $said = [];
        set_error_handler(static function (int $level, string $text) use (&$said): bool {
            $said[$level] = $text;

            return true;
        });
        try {
            self::api()->sendSMS(['data' => ['rps' => ['01000001234'], 'msg' => '안녕하세요', 'sp' => '01000005678']]);
        } finally {
            restore_error_handler();
        }
        self::assertSame([E_USER_DEPRECATED => 'sendSMS is deprecated by Bootpay'], $said);
    }

    public function testTheEnvironmentConfiguresTheClass(): void
    {
        $env = self::sandbox()->env();
        foreach ($env as $name => $value) {
            putenv("$name=$value");
        }
        try {
            $fresh = self::printed('echo BootpayApi::certificate("' . self::IDENTITY . '")->status;');
            self::assertSame('200', $fresh);
            putenv('BOOTPAY_APPLICATION_ID');
            $fresh = self::printed('try { BootpayApi::certificate("x"); } catch (BootpayException $e) { echo $e->kind; }');
            self::assertSame('config', $fresh);
        } finally {
            array_map(static fn ($name) => putenv($name), array_keys($env));
        }
    }

    public function testTheDocumentationOfEveryMethodFitsItsParameters(): void
    {
        $methods = (new ReflectionClass(Client::class))->getMethods(ReflectionMethod::IS_PUBLIC);
        $lines = (new ReflectionClass(Bootpay\BackendPhp\StaticCalls::class))->getDocComment()
            . (new ReflectionClass(BootpayApi::class))->getDocComment();
        foreach ($methods as $method) {
            if (str_starts_with($method->getName(), '__')) {
                continue;
            }
            $doc = (string) $method->getDocComment();
            preg_match_all('/@param\s+\S.*?\s\$(\w+)/', $doc, $said);
            self::assertSame(array_map(static fn ($p) => $p->getName(), $method->getParameters()), $said[1], $method->getName());
            self::assertMatchesRegularExpression("/@method static \\S+ {$method->getName()}\\(/", $lines);
        }
        self::assertSame('004', BootpayApi::BankCode['국민은행']);
        self::assertCount(17, BootpayApi::BankCode);
    }
}
