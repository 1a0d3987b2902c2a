using System;

namespace Bootpay.Sandbox
{
    /// <summary>The sandbox did not start, is not there any more, or refused a control call; or it saw a misuse that a test must
    /// not have.</summary>
    public sealed class SandboxException : Exception
    {
        internal SandboxException(string message, Exception cause = null) : base(message, cause)
        {
        }
    }
}
