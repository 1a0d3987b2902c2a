<?php

declare(strict_types=1);

namespace Bootpay\Sandbox;

/** The sandbox did not start, is not there any more, or refused a control call. */
final class SandboxException extends \RuntimeException
{
}
