<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * Goes out as null, where absence means something else.
 *
 * @internal
 */
enum ExplicitNull
{
    case Value;
}
