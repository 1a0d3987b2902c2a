<?php

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * The default of an expectation: null would be taken for one that compares nothing, and is refused.
 *
 * @internal
 */
enum NotGiven
{
    case Anything;
}
