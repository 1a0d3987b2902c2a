<?php

declare(strict_types=1);

use Bootpay\BackendPhp\BootpayApi;
use Bootpay\BackendPhp\BootpayException;
use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\ConnectionException;
use Bootpay\BackendPhp\InvalidRequestException;
use Bootpay\BackendPhp\Once;
use Symfony\Component\VarDumper\Cloner\VarCloner;
use Symfony\Component\VarDumper\Dumper\CliDumper;

/** No key, name, phone number, CI or DI in a log, an error, or in what PHP prints of an object. */
final class SecretsTest extends BootpayTestCase
{
    private const PERSON = [
        'receipt_id' => '612e09260d681b0021e61aaa',
        'username' => '카나리아',
        'phone' => '01000009182',
        'birth' => '1971-02-03',
        'unique' => 'CANARY+CI/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        'di' => 'CANARY+DI/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB',
    ];

    /** All ways to print an object, by itself and in what holds it. */
    private static function shown(object $object): string
    {
        if ($object instanceof Throwable) {
            return self::shownOfError($object);
        }
        $shown = print_r($object, true) . print_r([$object], true);
        ob_start();
        var_dump($object, ['held' => $object], new ArrayObject([$object]));
        $shown .= ob_get_clean();
        if ($object instanceof Stringable) {
            $shown .= "$object";
        }
        if (!$object instanceof stdClass) { // which holds data on purpose
            $shown .= json_encode($object, JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_UNESCAPED_SLASHES);
            $shown .= var_export($object, true) . self::walked((array) $object);
            try {
                $shown .= serialize($object);
            } catch (Exception $error) {
                $shown .= $error->getMessage();
            }
        }

        return $shown;
    }

    /** Without the frames of PHPUnit, which hold all there is. */
    private static function shownOfError(Throwable $error): string
    {
        $shown = $error->getMessage() . $error->getTraceAsString() . print_r(array_filter((array) $error, 'is_scalar'), true);
        foreach ($error->getTrace() as $frame) {
            if (str_starts_with($frame['class'] ?? '', 'Bootpay')) {
                $shown .= self::walked($frame['args'] ?? []);
            }
        }

        return $shown;
    }

    /** What is met by following properties, as error reporters do. */
    private static function walked(array $properties, int $depth = 0): string
    {
        $shown = '';
        foreach ($properties as $value) {
            $shown .= is_scalar($value) ? "$value\n" : '';
            $shown .= $depth < 6 && (is_array($value) || is_object($value)) ? self::walked((array) $value, $depth + 1) : '';
        }

        return $shown;
    }

    private static function assertClean(array $objects, array $canaries): void
    {
        foreach ($objects as $object) {
            foreach ($canaries as $canary) {
                self::assertStringNotContainsString($canary, self::shown($object), $object::class);
            }
        }
    }

    public function testAnswersAndTheirPartsPrintMaskedAndStayWhatTheyAre(): void
    {
        self::sandbox()->identity(self::PERSON);
        $client = self::client();
        $answer = $client->certificate(self::PERSON['receipt_id']);
        $parts = [$answer, $answer->data, $answer->data->certificate, $answer->data->payment_data];
        self::assertClean($parts, array_values(array_diff_key(self::PERSON, ['receipt_id' => 1])));
        $copies = array_map(static fn ($part) => unserialize(serialize($part)), $parts);
        $copies = [...$copies, ...array_map(static fn ($part) => clone $part, $parts), $copies[0]->data];
        self::assertClean($copies, array_values(array_diff_key(self::PERSON, ['receipt_id' => 1])));
        self::assertStringContainsString('카**아', print_r(clone $answer, true));
        self::assertStringContainsString('[username] => …', print_r(clone $answer->data->certificate, true));
        self::assertStringContainsString('카**아', print_r($answer->data->certificate, true));
        self::assertSame(self::PERSON['username'], $answer->data->certificate->username);
        self::assertStringContainsString(json_encode(self::PERSON['username']), json_encode($answer));
        $answer->data->certificate->odd = fopen('php://memory', 'r');
        self::assertClean([$answer], [self::PERSON['username'], self::PERSON['phone']]);
    }

    /**
     * What `dump` and `dd` print with.
     *
     * @group debian
     */
    public function testVarDumperPrintsMasked(): void
    {
        require_once '/usr/share/php/Symfony/Component/VarDumper/autoload.php';
        $cloner = new VarCloner(); // as Laravel makes one before anything is dumped
        $dumped = static fn (mixed $value) => (new CliDumper())->dump($cloner->cloneVar($value), true);
        $client = self::client();
        $begun = $client->identity()->begin('p', 'CANARY-session');
        self::sandbox()->identity(['order_id' => $begun->orderId] + self::PERSON);
        $answer = $client->certificate(self::PERSON['receipt_id']);
        $parts = [$answer, $answer->data, $answer->data->certificate, $answer->data->payment_data];
        foreach ([...$parts, unserialize(serialize($answer)), clone $answer] as $masked) {
            self::assertStringContainsString('카**아', $dumped($masked));
        }
        $person = $client->identity()->confirm(self::PERSON['receipt_id'], $begun->token(), 'CANARY-session', new Once\Memory());
        $values = [$person->name, $person->birth, $person->phone, $person->ci, $person->di];
        $event = $client->webhook()->parse(json_encode(['receipt_id' => 'r', 'status' => 1, 'payment_data' => self::PERSON]));
        $all = [...$parts, $event, clone $answer->data->certificate, unserialize(serialize($answer))->data, $person, $begun, ...$values, $parts];
        foreach ($all as $value) {
            foreach ([...array_values(array_diff_key(self::PERSON, ['receipt_id' => 1])), $begun->token(), self::KEY] as $canary) {
                self::assertStringNotContainsString($canary, $dumped($value));
            }
        }
        self::assertStringContainsString('"order_id"', $dumped(unserialize(serialize($answer))->data));
    }

    public function testAPersonPrintsMaskedAndIsNotSerialized(): void
    {
        $client = self::client();
        $begun = $client->identity()->begin('p', 'CANARY-session');
        self::sandbox()->identity(['order_id' => $begun->orderId] + self::PERSON);
        $person = $client->identity()->confirm(self::PERSON['receipt_id'], $begun->token(), 'CANARY-session', new Once\Memory());
        $values = [$person->name, $person->birth, $person->phone, $person->ci, $person->di];
        self::assertSame(
            [self::PERSON['username'], self::PERSON['birth'], self::PERSON['phone'], self::PERSON['unique'], self::PERSON['di']],
            array_map(static fn ($value) => $value->reveal(), $values),
        );
        $clear = array_values(array_diff_key(self::PERSON, ['receipt_id' => 1]));
        self::assertClean([$person, $begun, $client, $client->identity(), $client->webhook(), ...$values],
            [...$clear, $begun->token(), 'CANARY', self::KEY]);
        self::assertSame('카**아', json_decode(json_encode($person))->name);
        self::assertSame('"카**아"', json_encode($person->name, JSON_UNESCAPED_UNICODE));
        foreach ([$person, $begun, $client, self::api(), ...$values] as $whole) {
            try {
                serialize($whole);
                self::fail($whole::class . ' was serialized');
            } catch (LogicException) {
            }
        }
        self::thrown(InvalidRequestException::class, static fn () => $client->getUserToken('m-1', name: $person->name));
    }

    public function testErrorsAndTheirTracesHaveNoArgument(): void
    {
        if (PHP_VERSION_ID < 80200) {
            self::markTestSkipped('traces hide arguments from PHP 8.2 on');
        }
        ini_set('zend.exception_ignore_args', '0');
        $key = 'Q0FOQVJZLUtFWS1Dbm9ib2R5LW1heS1zZWUtdGhpcyE=';
        $api = self::api(privateKey: $key, baseUrl: 'http://127.0.0.1:1');
        $api->setAccessToken('CANARY-token');
        $errors = [
            self::thrown(ConnectionException::class, static fn () => $api->getSubscribeBillingKey(
                'nicepay', 'order-1', '정기결제', '9000200012341000', 'CANARY-pw', '29', '12', '901004', ['username' => 'CANARY-name'],
            )),
            self::thrown(ConnectionException::class, static fn () => $api->getUserToken('m-1', 'CANARY@example.com', 'CANARY-name')),
            self::thrown(InvalidRequestException::class, static fn () => $api->getSubscribeBillingKey(
                'nicepay', 'o', 'i', ['CANARY-card'], 'CANARY-pw', '29', '12', '901004',
            )),
            self::thrown(BootpayException::class, static fn () => BootpayApi::setConfig('CANARY-id', $key, 'nowhere')),
            self::thrown(BootpayException::class, static fn () => new Client(['CANARY-id'], [$key])),
            self::thrown(BootpayException::class, static fn () => $api->identity()->confirm('CANARY-receipt', 'CANARY-token', "\xff",
                new Once\Memory())),
            self::thrown(BootpayException::class, static fn () => $api->webhook()->verify("private_key=$key&CANARY=1", '1.2.3.4')),
        ];
        // the closures of this test are their callers, and have no arguments
        self::assertClean($errors, ['CANARY', $key, '9000200012341000', '901004']);
        self::assertClean([$api], ['CANARY', $key]);
        self::assertSame('CANARY-token', $api->token());
    }

    public function testARefusalsBodyIsInNoText(): void
    {
        $answer = self::api()->certificate('612e09260d681b0021e61fff');
        $error = $answer->error();
        self::assertNotNull($error->body());
        self::assertClean([$error], ['"status"']);
    }
}
