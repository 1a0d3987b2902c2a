using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Bootpay.Sandbox;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Bootpay.Tests
{
    /// <summary>The documentation's public example keys, and records of a sandbox; one sandbox for all tests, each of which begins with a
    /// reset.</summary>
    internal static class Surroundings
    {
        internal const string ApplicationId = "5b8f6a4d396fa665fdc2b5ea";
        internal const string PrivateKey = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";
        internal const string IdentityId = "612e09260d681b0021e61ab9";
        internal const string PaymentId = "5df6e67d4f74b4002a77e0eb";
        internal const string ToCancel = "5df6e8034f74b4002177e0bb";
        internal const string ToSubmit = "5fffc0460c20b903e88a2d2c";
        internal const string BillingKey = "5b025b33e13f33310ce560fb";

        // What never comes hangs a test; nothing else is measured in time.
        internal static readonly TimeSpan Long = TimeSpan.FromHours(24);

        internal static BootpaySandbox Box;
        private static int _opened;

        /// <summary>Resets the sandbox and gives a client of it.</summary>
        internal static BootpayApi Fresh()
        {
            Box.Reset();
            return ClientOf(new BootpayConfig());
        }

        /// <summary>A client of the sandbox, unless the configuration says of whom, without retries. Of an equal configuration a process has
        /// one client, with its token and its connections; a test wants its own.</summary>
        internal static BootpayApi ClientOf(BootpayConfig config)
        {
            config.BaseUrl = config.BaseUrl ?? Box.Url;
            config.ApplicationId = ApplicationId;
            config.PrivateKey = config.PrivateKey ?? PrivateKey;
            config.ConnectTimeout = TimeSpan.FromMilliseconds(5000 + Interlocked.Increment(ref _opened));
            config.MaxRetries = config.MaxRetries ?? 0;
            return new BootpayApi(config);
        }

        internal static BootpayApi ClientOf(string url)
        {
            return ClientOf(new BootpayConfig { BaseUrl = url, Timeout = Long, Deadline = Long });
        }

        /// <summary>Waits until so many requests for a path have arrived.</summary>
        internal static void Arrivals(string path, int count)
        {
            while (Box.Requests().Count(request => (string)request["path"] == path) < count)
            {
            }
        }

        /// <summary>The requests that have arrived as the shared cases write them.</summary>
        internal static JArray Seen()
        {
            var seen = new JArray();
            foreach (var request in Box.Requests())
            {
                var body = (string)request["body"];
                seen.Add(new JObject
                {
                    { "method", request["method"] }, { "path", request["path"] },
                    { "authorization", request["headers"]["authorization"] ?? JValue.CreateNull() },
                    { "body", string.IsNullOrEmpty(body) ? JValue.CreateNull() : Parsed(body) },
                });
            }
            return seen;
        }

        internal static JToken Parsed(string text)
        {
            using (var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None })
            {
                return JToken.ReadFrom(reader);
            }
        }

        /// <summary>Says whether what was found is what a case expects.</summary>
        internal static bool Fits(JToken expected, JToken found)
        {
            var text = expected.Type == JTokenType.String ? (string)expected : null;
            if (text == "$any")
            {
                return found != null && found.Type != JTokenType.Null;
            }
            if (text == "$token")
            {
                return found != null && found.Type == JTokenType.String && Regex.IsMatch((string)found, "^[0-9a-f]{64}$");
            }
            var members = expected as JObject;
            if (members != null)
            {
                var other = found as JObject;
                return other != null && other.Count == members.Count
                    && members.Properties().All(member => other[member.Name] != null && Fits(member.Value, other[member.Name]));
            }
            var items = expected as JArray;
            if (items != null)
            {
                var other = found as JArray;
                return other != null && other.Count == items.Count && items.Zip(other, Fits).All(isSo => isSo);
            }
            if (expected.Type == JTokenType.Null)
            {
                return found is JValue && ((JValue)found).Value == null;
            }
            if (found == null || IsNumber(expected) != IsNumber(found))
            {
                return false;
            }
            return IsNumber(expected) ? (double)expected == (double)found : JToken.DeepEquals(expected, found);
        }

        private static bool IsNumber(JToken token)
        {
            return token.Type == JTokenType.Integer || token.Type == JTokenType.Float;
        }

        /// <summary>A server that answers what a sandbox would not. Its answer is a body, with a status of HTTP before it if that is not
        /// 200; null closes the connection.</summary>
        internal static Server Answering(Func<string, string> answer)
        {
            return new Server(path => Task.FromResult(answer(path)));
        }
    }

    internal sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly Func<string, Task<string>> _answer;

        internal Server(Func<string, Task<string>> answer)
        {
            _answer = answer;
            _listener.Start(1024);
            Accept();
        }

        internal string Url
        {
            get { return "http://" + _listener.LocalEndpoint; }
        }

        public void Dispose()
        {
            _listener.Stop();
        }

        private async void Accept()
        {
            try
            {
                while (true)
                {
                    Serve(await _listener.AcceptTcpClientAsync().ConfigureAwait(false));
                }
            }
            catch (Exception stopped) when (stopped is ObjectDisposedException || stopped is SocketException || stopped is InvalidOperationException)
            {
            }
        }

        private async void Serve(TcpClient client)
        {
            try
            {
                using (client)
                {
                    var stream = client.GetStream();
                    var head = new StringBuilder();
                    var block = new byte[64 * 1024];
                    while (!head.ToString().Contains("\r\n\r\n"))
                    {
                        var count = await stream.ReadAsync(block, 0, block.Length).ConfigureAwait(false);
                        if (count == 0)
                        {
                            return;
                        }
                        head.Append(Encoding.ASCII.GetString(block, 0, count));
                    }
                    var path = head.ToString().Split(' ')[1];
                    var body = path == "/request/token" ? Token() : await _answer(path).ConfigureAwait(false);
                    if (body == null)
                    {
                        return;
                    }
                    var status = "200";
                    if (Regex.IsMatch(body, "^[0-9]{3} "))
                    {
                        status = body.Substring(0, 3);
                        body = body.Substring(4);
                    }
                    var bytes = body.Contains("\u00ff") ? Encoding.GetEncoding("iso-8859-1").GetBytes(body) : Encoding.UTF8.GetBytes(body);
                    var answer = Encoding.ASCII.GetBytes(
                        "HTTP/1.1 " + status + " said\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + bytes.Length + "\r\n\r\n");
                    await stream.WriteAsync(answer, 0, answer.Length).ConfigureAwait(false);
                    await stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
                }
            }
            catch (Exception gone) when (gone is IOException || gone is ObjectDisposedException || gone is SocketException)
            {
            }
        }

        private static string Token()
        {
            var now = (long)(DateTime.UtcNow - new DateTime(1970, 1, 1)).TotalSeconds;
            var token = string.Concat(Enumerable.Repeat("ab", 32));
            return "{\"status\":200,\"code\":0,\"data\":{\"token\":\"" + token + "\",\"server_time\":" + now + ",\"expired_at\":9999999999}}";
        }
    }

    /// <summary>The fields of a shared case, as somebody would write them in C#.</summary>
    internal sealed class Given
    {
        private readonly JObject _fields;

        internal Given(JObject fields)
        {
            _fields = fields;
        }

        internal string Text(string name)
        {
            return (string)_fields[name];
        }

        internal long? Number(string name)
        {
            var token = _fields[name];
            return token == null || token.Type == JTokenType.Null
                ? (long?)null : (long)double.Parse((string)token, System.Globalization.CultureInfo.InvariantCulture);
        }

        internal Dictionary<string, object> Whole()
        {
            return _fields.ToObject<Dictionary<string, object>>();
        }

        internal TModel As<TModel>()
        {
            var said = (JObject)_fields.DeepClone();
            var extra = said["extra"] as JObject;
            if (extra != null && typeof(TModel) != typeof(models.Payload))
            {
                foreach (var option in extra.Properties().Where(option => option.Value.Type == JTokenType.Boolean).ToList())
                {
                    option.Value = (bool)option.Value ? 1 : 0; // which the official class declares as a number
                }
            }
            if (said["params"] != null && said["params"].Type != JTokenType.String)
            {
                said["params"] = said["params"].ToString(Formatting.None);
            }
            var strict = new JsonSerializer { MissingMemberHandling = MissingMemberHandling.Error };
            return said.ToObject<TModel>(strict);
        }
    }
}
