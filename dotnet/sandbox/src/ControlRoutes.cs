using System;
using System.IO;
using System.Net;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>The control routes at an address, for one of its projects; without a project for the sandbox as a
    /// whole.</summary>
    internal sealed class ControlRoutes
    {
        /// <summary>How long a control call may take, and the program to start and to end, in milliseconds.</summary>
        internal const int Patience = 30000;

        private readonly string _url;
        private readonly string _project;

        internal ControlRoutes(string url, string project = null)
        {
            _url = url;
            _project = project == null ? null : "project=" + Uri.EscapeDataString(project);
        }

        /// <summary>Gives the answer's JSON, or null where it has none.</summary>
        internal JToken Call(string method, string route, JToken sent = null)
        {
            var call = method + " " + route + ": ";
            try
            {
                return Ask(method, route, sent);
            }
            catch (WebException refused) when (refused.Response != null)
            {
                throw new SandboxException(call + (Told(refused.Response) ?? Nobody()), refused);
            }
            catch (WebException failure)
            {
                throw new SandboxException(call + Nobody() + ": " + failure.Message, failure);
            }
            catch (Exception failure) when (IsOfNoSandbox(failure))
            {
                throw new SandboxException(call + Nobody(), failure);
            }
        }

        private JToken Ask(string method, string route, JToken sent)
        {
            var request = (HttpWebRequest)WebRequest.Create(_url + route + Query(route));
            request.Method = method;
            request.Proxy = null; // one of the environment cannot reach this machine
            request.KeepAlive = false; // the sandbox may close a connection that waits for the next call
            request.Timeout = request.ReadWriteTimeout = Patience;
            request.ContentType = "application/json";
            if (sent != null)
            {
                var body = Encoding.UTF8.GetBytes(sent.ToString(Formatting.None));
                request.ContentLength = body.Length;
                using (var stream = request.GetRequestStream())
                {
                    stream.Write(body, 0, body.Length);
                }
            }
            using (var answer = request.GetResponse())
            {
                return Read(answer);
            }
        }

        private string Query(string route)
        {
            return _project == null ? "" : (route.Contains("?") ? "&" : "?") + _project;
        }

        private static JToken Read(WebResponse answer)
        {
            using (var reader = new JsonTextReader(new StreamReader(answer.GetResponseStream(), Encoding.UTF8)))
            {
                // texts stay texts, also those that look like a date
                reader.DateParseHandling = DateParseHandling.None;
                return reader.Read() ? JToken.ReadFrom(reader) : null;
            }
        }

        /// <summary>Why the sandbox refused, or null if it was none.</summary>
        private static string Told(WebResponse refusal)
        {
            using (refusal)
            {
                try
                {
                    return (string)(Read(refusal) as JObject)?["error"];
                }
                catch (Exception failure) when (IsOfNoSandbox(failure))
                {
                    return null;
                }
            }
        }

        /// <summary>No address, no HTTP, or no JSON.</summary>
        private static bool IsOfNoSandbox(Exception failure)
        {
            return failure is UriFormatException || failure is NotSupportedException || failure is InvalidCastException
                || failure is IOException || failure is JsonException;
        }

        private string Nobody()
        {
            return "no sandbox answers at " + _url;
        }
    }
}
