using System;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>A failure that waits for calls until it is disposed of.</summary>
    public sealed class SandboxFault : IDisposable
    {
        private readonly ControlRoutes _control;

        /// <summary>Its id, kind and options, as the sandbox has them.</summary>
        public JObject Fields { get; }

        internal SandboxFault(ControlRoutes control, JObject fields)
        {
            _control = control;
            Fields = fields;
        }

        /// <summary>Ends it. Does nothing when it is used up or gone.</summary>
        public void Dispose()
        {
            _control.Call("DELETE", "/sandbox/faults/" + Fields["id"]);
        }

        /// <summary>Its kind and options.</summary>
        public override string ToString()
        {
            return "SandboxFault(" + SeenText.Fault(Fields) + ")";
        }
    }
}
