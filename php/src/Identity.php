<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * Identity verification (본인인증), as {@see Client::identity()} gives it: {@see begin()} it on your server, let the customer go
 * through Bootpay's window, {@see confirm()} it once, ask the {@see Person} what the law asks.
 *
 * ```php
 * $begun = BootpayApi::identity()->begin(purpose: '주류 구매', session: $_SESSION['owner']);
 * echo json_encode(['token' => $begun->token(), 'request' => $begun->request($webApplicationId)]); // for BootPay.request
 *
 * $person = BootpayApi::identity()->confirm($_POST['receipt_id'], $_POST['token'], $_SESSION['owner'], $once);
 * $person->isAdult('youth_protection');
 * ```
 */
final class Identity
{
    /**
     * @internal
     * @param \Closure(array<string, mixed>): array<string, mixed> $confirm gives what the operation `identity.confirm` answers
     */
    public function __construct(private readonly object $handle, private readonly \Closure $confirm)
    {
    }

    /**
     * Asks the core what needs no client.
     *
     * @internal
     */
    public static function ask(string $verb, #[\SensitiveParameter] mixed $about): mixed
    {
        $reply = Native\Library::load()->ask(null, "identity.$verb", Fields::text($about));
        if (!$reply->ok) {
            throw BootpayException::fromReply($reply);
        }

        return \json_decode((string) $reply->body, false, 100_000, \JSON_THROW_ON_ERROR);
    }

    /**
     * Begins a verification. Sends nothing and stores nothing: the token is signed with a key that is derived from your private
     * key, so any process with that key can confirm it.
     *
     * @param string $purpose what the person is verified for, in your own words; {@see Person::$purpose} gives it back
     * @param string $session what tells this customer's session from all others, and that no other session knows: a random
     *     text that your session keeps. Only a keyed hash of it is in the token
     * @param int|null $expiresIn seconds until {@see confirm()} refuses it, at most 1800; null: 600
     * @throws InvalidRequestException naming the argument that cannot be
     */
    public function begin($purpose, #[\SensitiveParameter] $session, $expiresIn = null): BegunIdentity
    {
        $question = Fields::json('identity.begin', [
            'purpose' => $purpose,
            'session' => $session,
            'expires_in' => Fields::setting($expiresIn),
        ]);
        $reply = Native\Library::load()->ask($this->handle, 'begin_identity', $question);
        if (!$reply->ok) {
            throw BootpayException::fromReply($reply, 'identity.begin');
        }

        return new BegunIdentity(\json_decode((string) $reply->body, true));
    }

    /**
     * Confirms a verification once, and gives the person. In this order: the token is genuine, of this session, for this purpose
     * and not expired; the receipt is an identity's, of this very order, verified in time; it was not used before. Until the last
     * of these nothing is used up: after a lost connection it can be confirmed again.
     *
     * @param mixed $receiptId what the browser's `done` gave you; whatever a browser sends may be handed over as it is: another
     *     type is refused as an attempt like others
     * @param mixed $token what {@see begin()} gave you; the same holds
     * @param string $session the same as for {@see begin()}
     * @param Once|object $once what remembers which verification was used: {@see Once}
     * @param string|null $purpose the purpose that it must have; null: whichever; {@see Person::$purpose} tells
     * @throws IdentityException if it is not to be believed; answer with its `httpStatus()` and its `customerMessage()`
     * @throws InvalidRequestException naming what cannot be; nothing is sent then, unless `$once` answers neither true nor false
     * @throws BootpayException whatever else goes wrong
     * @throws \Exception what `$once` throws
     */
    public function confirm(
        #[\SensitiveParameter] $receiptId,
        #[\SensitiveParameter] $token,
        #[\SensitiveParameter] $session,
        $once,
        $purpose = null,
    ): Person {
        if (!\is_object($once) || !\is_callable([$once, 'consume'])) {
            throw Fields::refused('identity.confirm', 'once', 'must have a method consume, as Bootpay\BackendPhp\Once has, not '
                . \get_debug_type($once));
        }
        $told = ($this->confirm)([
            'receipt_id' => self::sent($receiptId),
            'token' => self::sent($token),
            'session' => $session,
            'purpose' => $purpose,
        ]);
        $person = new Person($told);
        $isFirst = $once->consume($person->orderId, $told['keep_used_for']);
        if (!\is_bool($isFirst)) {
            // Of a number of rows even a text "0" could be taken for true.
            throw Fields::refused(null, 'once', 'must answer consume with true or false, not ' . \get_debug_type($isFirst)
                . '; nobody was confirmed');
        }
        if (!$isFirst) {
            $used = Fields::text(self::ask('used', ['receipt_id' => $person->receiptId]));
            throw BootpayException::fromReply(new Native\Reply(false, null, $used, '[]'));
        }

        return $person;
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return [];
    }

    /** What a browser sent, which can be anything: another type is a failed attempt, and not a mistake of the program. */
    private static function sent(#[\SensitiveParameter] mixed $sent): string
    {
        return \is_string($sent) && Fields::isUtf8($sent) ? $sent : '';
    }
}
