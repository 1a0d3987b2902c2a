<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp\Once;

/** A cache neither took an order id nor has it: it is down and hides that. Nobody was confirmed. */
final class UnavailableException extends \RuntimeException
{
}
