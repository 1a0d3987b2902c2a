<?php

declare(strict_types=1);

namespace App\Http\Controllers;

use Bootpay\BackendPhp\Client;
use Bootpay\BackendPhp\IdentityException;
use Bootpay\BackendPhp\MismatchException;
use Bootpay\BackendPhp\Once;
use Bootpay\BackendPhp\WebhookException;
use Bootpay\BackendPhp\Webhooks;
use Illuminate\Contracts\Config\Repository;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Http\Response;

/** The server's half of an identity verification, and Bootpay's webhooks. */
final class BootpayController
{
    private const PURPOSE = '회원 가입';

    public function __construct(private readonly Client $bootpay, private readonly Once $once, private readonly Repository $config)
    {
    }

    /** What the page hands to BootPay.request. */
    public function begin(Request $request): JsonResponse
    {
        $begun = $this->bootpay->identity()->begin(self::PURPOSE, $this->visitor($request));
        $request->session()->put('identity', $begun->token());

        return new JsonResponse($begun->request($this->config->get('services.bootpay.web_application_id')));
    }

    public function confirm(Request $request): JsonResponse
    {
        try {
            $person = $this->bootpay->identity()->confirm(
                $request->json('receipt_id'),
                $request->session()->get('identity'),
                $this->visitor($request),
                $this->once,
                self::PURPOSE,
            );
        } catch (IdentityException $error) {
            if ($error->reason() !== 'not_finished') { // which may be confirmed later, as after a lost connection
                $request->session()->forget('identity');
            }

            return new JsonResponse(['reason' => $error->reason(), 'message' => $error->customerMessage()], $error->httpStatus());
        }

        $request->session()->forget('identity');

        return new JsonResponse(['adult' => $person->isAdult('youth_protection')]); // keep $person->ci->hmac($key) with the member
    }

    /** Its route is outside of the group `web`: Bootpay sends no CSRF token. */
    public function webhook(Request $request): Response
    {
        try {
            $event = $this->bootpay->webhook()->verify(
                $request->getContent(),
                remoteAddress: $request->server('REMOTE_ADDR'), // not $request->ip()
                contentType: $request->header('content-type'),
            );
            $receipt = $this->bootpay->webhook()->reverify($event)->unwrap();
        } catch (WebhookException | MismatchException) {
            return new Response('', 403);
        }

        // Compare $receipt->order_id and $receipt->price with your books, and act once for each receipt_id and status.
        return new Response(Webhooks::ANSWER);
    }

    /** What tells this visitor from all others. */
    private function visitor(Request $request): string
    {
        return $request->session()->remember('visitor', static fn () => bin2hex(random_bytes(16)));
    }
}
