<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * A person who was verified and may be believed, as {@see Identity::confirm()} gives it. It prints masked, also as JSON, and
 * cannot be serialized.
 *
 * Name, birth, phone, CI and DI are {@see Personal}: they print masked, and `reveal()` gives the value. Null is what the agency
 * did not send, because it is not enabled for your project; that is not the same as empty.
 *
 * ```php
 * $member->update(['name' => $person->name->reveal(), 'ci_hash' => $person->ci->hmac($key)]);
 * ```
 */
final class Person implements \JsonSerializable
{
    /** The order id that this verification was begun with. */
    public readonly string $orderId;

    /** The receipt that proves it. */
    public readonly string $receiptId;

    /** What {@see Identity::begin()} was told. */
    public readonly string $purpose;

    /** The real name. A foreigner's is in Latin letters, with spaces. */
    public readonly ?Personal $name;

    /** The birth date; also null if what the agency sent cannot be one, see {@see $birthIsAmbiguous}. */
    public readonly ?Birth $birth;

    /**
     * Do the six digits of the birth date fit two centuries? {@see $birth} is the later one then, so that somebody of 100 years or
     * more counts as a child, and a human must look.
     */
    public readonly bool $birthIsAmbiguous;

    /** The registered sex: `male`, `female`, or what else the agency wrote. */
    public readonly ?string $gender;

    /** The phone number. Numbers are given to new people: it is never a person's key. */
    public readonly ?Phone $phone;

    /** The mobile carrier as the agency wrote it, such as `SKT`. */
    public readonly ?string $carrier;

    public readonly ?bool $foreigner;

    /** CI (연계정보), the same for one person on every site. */
    public readonly ?Ci $ci;

    /** DI (중복가입확인정보), another one on every site. */
    public readonly ?Di $di;

    /** The agency's transaction id, for disputes. */
    public readonly ?string $tid;

    /** When the agency verified the person; null if it does not say. */
    public readonly ?\DateTimeImmutable $verifiedAt;

    /**
     * @internal
     * @param array<string, mixed> $told
     */
    public function __construct(#[\SensitiveParameter] array $told)
    {
        Hidden::keep($this, $told);
        $this->orderId = $told['order_id'];
        $this->receiptId = $told['receipt_id'];
        $this->purpose = $told['purpose'];
        $this->birthIsAmbiguous = $told['birth_is_ambiguous'];
        $this->gender = $told['gender'];
        $this->carrier = $told['carrier'];
        $this->foreigner = $told['foreigner'];
        $this->tid = $told['tid'];
        $masked = $told['masked'];
        $this->name = $told['name'] === null ? null : new Personal($told['name'], $masked['name']);
        $this->birth = $told['birth'] === null ? null : new Birth($told['birth'], $masked['birth']);
        $this->phone = $told['phone'] === null ? null : new Phone($told['phone'], $masked['phone']);
        $this->ci = $told['ci'] === null ? null : new Ci($told['ci'], 'CI(…)');
        $this->di = $told['di'] === null ? null : new Di($told['di'], 'DI(…)');
        $this->verifiedAt = $told['verified_at'] === null ? null : new \DateTimeImmutable($told['verified_at']);
    }

    /**
     * 만 나이; null if the birth date is not known or is to come.
     *
     * @param \DateTimeInterface|string|null $on on which day in Korea, as a date or `YYYY-MM-DD`; null: today
     */
    public function age($on = null): ?int
    {
        return $this->ages($on)->age ?? null;
    }

    /**
     * 연 나이: the year less the year of birth; null if the birth date is not known or is to come.
     *
     * @param \DateTimeInterface|string|null $on on which day in Korea, as a date or `YYYY-MM-DD`; null: today
     */
    public function yearAge($on = null): ?int
    {
        return $this->ages($on)->year_age ?? null;
    }

    /**
     * Has the person the age that this law asks for? False also if the birth date is not known.
     *
     * @param string $law `youth_protection` (청소년 보호법, also games, films and music), `civil` (민법, 만 19), `child_welfare`
     *     (아동복지법, 만 18) or `guardian_consent` (개인정보 보호법, 만 14)
     * @param \DateTimeInterface|string|null $on on which day in Korea, as a date or `YYYY-MM-DD`; null: today
     * @throws InvalidRequestException for another law, or if `$on` is not a day of the calendar
     */
    public function isAdult($law, $on = null): bool
    {
        return $this->asked('is_adult', $law, $on, ['birth' => $this->birth?->reveal()])->adult;
    }

    /**
     * What may be kept when only this law's age was needed: the verdict and what proves it, nothing about who it is. An
     * `adult` of false is not to be kept for longer than the day.
     *
     * @param string $law as for {@see isAdult()}
     * @param \DateTimeInterface|string|null $on on which day in Korea, as a date or `YYYY-MM-DD`; null: today
     * @return array<string, mixed> `law`, `adult`, `rule`, `on`, `checked_at`, `order_id`, `receipt_id`, `tid`, `verified_at`
     */
    public function minimal($law, $on = null): array
    {
        return (array) $this->asked('minimal', $law, $on, ['person' => Hidden::of($this)]);
    }

    /**
     * By which of the hashes that you keep of somebody this is the same person, the strongest first: `ci`, `di`, `phone` or null.
     * `phone` alone means the same number and another CI: the number has a new owner, or two people share a phone.
     *
     * @param array{ci?: string|null, di?: string|null, phone?: string|null} $stored as `hmac` gave them
     * @param string|array<int, string> $keys one key, which is version 1, or all by version
     */
    public function matchedBy(array $stored, #[\SensitiveParameter] $keys): ?string
    {
        $hashes = [];
        foreach ($stored as $what => $hash) {
            if ($hash !== null) {
                $hashes[$what] = Fields::optionalText("stored['$what']", $hash);
            }
        }
        $values = \array_intersect_key(Hidden::of($this), ['ci' => 1, 'di' => 1, 'phone' => 1]);

        return Identity::ask('matched_by', $values + ['stored' => (object) $hashes, 'keys' => Hashed::keys($keys)])->by;
    }

    /**
     * All of it, masked.
     *
     * @return array<string, mixed>
     */
    public function jsonSerialize(): array
    {
        $shown = [];
        foreach (\get_object_vars($this) as $name => $value) {
            $value = $value instanceof \DateTimeInterface ? $value->format(\DATE_ATOM) : $value;
            $shown[$name] = $value instanceof Personal ? (string) $value : $value;
        }

        return $shown;
    }

    /** @return never */
    public function __serialize(): array
    {
        throw new \LogicException('a person is personal data and cannot be serialized: take what you need of it');
    }

    private function __clone()
    {
    }

    private function ages(mixed $on): ?\stdClass
    {
        if ($this->birth === null) {
            return null;
        }
        $question = ['birth' => $this->birth->reveal(), 'on' => Fields::day('on', $on)];

        return Identity::ask('ages', \array_filter($question, static fn ($value) => $value !== null));
    }

    /** @param array<string, mixed> $about */
    private function asked(string $verb, mixed $law, mixed $on, #[\SensitiveParameter] array $about): \stdClass
    {
        $question = ['law' => Fields::optionalText('law', $law), 'on' => Fields::day('on', $on)];

        return Identity::ask($verb, \array_filter($question, static fn ($value) => $value !== null) + $about);
    }
}
