using System;
using System.ComponentModel;
using System.Diagnostics;

namespace Bootpay
{
    /// <summary>What a client is made of. What is left out comes from the environment, or is the default.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed class BootpayConfig
    {
        /// <summary>The project's REST application id; else BOOTPAY_APPLICATION_ID.</summary>
        public string ApplicationId { get; set; }
        /// <summary>Its private key; else BOOTPAY_PRIVATE_KEY.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public string PrivateKey { get; set; }
        /// <summary>production, development, stage, test; or sandbox, with the documentation's keys if none are given; else
        /// BOOTPAY_MODE, or production.</summary>
        public string Mode { get; set; }
        /// <summary>Where to send requests instead of the mode's host; else BOOTPAY_BASE_URL.</summary>
        public string BaseUrl { get; set; }
        /// <summary>How long DNS, TCP and TLS may take; null: 5 seconds.</summary>
        public TimeSpan? ConnectTimeout { get; set; }
        /// <summary>How long an attempt may take; null: 30 seconds, 60 for what waits on a card company.</summary>
        public TimeSpan? Timeout { get; set; }
        /// <summary>How long a call may take in all; null: twice as long as an attempt.</summary>
        public TimeSpan? Deadline { get; set; }
        /// <summary>How often a call that may be repeated is repeated at most; null: 2. 0 is never.</summary>
        public int? MaxRetries { get; set; }
        /// <summary>Is told of each attempt of a call when that is over, for logs, spans and counters.</summary>
        public Action<BootpayAttempt> OnAttempt { get; set; }

        /// <summary>Lets Newtonsoft.Json read the key, and never write it.</summary>
        [EditorBrowsable(EditorBrowsableState.Never)]
        public bool ShouldSerializePrivateKey()
        {
            return false;
        }

        /// <summary>Prints no key.</summary>
        public override string ToString()
        {
            return "BootpayConfig(application_id=" + ApplicationId + ", mode=" + Mode + ", base_url=" + BaseUrl + ")";
        }
    }

    /// <summary>Limits for some calls; see <see cref="BootpayApi.WithOptions"/>. What is null is as in the client.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed class BootpayOptions
    {
        /// <summary>How long an attempt may take.</summary>
        public TimeSpan? Timeout { get; set; }
        /// <summary>How long a call may take in all.</summary>
        public TimeSpan? Deadline { get; set; }
        /// <summary>How often a call that may be repeated is repeated at most.</summary>
        public int? MaxRetries { get; set; }
        /// <summary>An access token of your own, sent as it is and without renewal.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public string Token { get; set; }

        /// <summary>Lets Newtonsoft.Json read the token, and never write it.</summary>
        [EditorBrowsable(EditorBrowsableState.Never)]
        public bool ShouldSerializeToken()
        {
            return false;
        }

        /// <summary>Prints no token.</summary>
        public override string ToString()
        {
            return "BootpayOptions(timeout=" + Timeout + ", deadline=" + Deadline + ", max_retries=" + MaxRetries + ")";
        }

        internal BootpayOptions Over(BootpayOptions others)
        {
            return new BootpayOptions
            {
                Timeout = Timeout ?? others.Timeout,
                Deadline = Deadline ?? others.Deadline,
                MaxRetries = MaxRetries ?? others.MaxRetries,
                Token = string.IsNullOrEmpty(Token) ? others.Token : Token,
            };
        }
    }
}
