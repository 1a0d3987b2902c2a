using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>What a sandbox saw, as text for a test that failed: no body, no query, no key.</summary>
    internal static class SeenText
    {
        // Of more requests the newest are shown.
        private const int MostRequests = 40;

        internal static string Of(JArray requests, JArray faults, JArray misuses)
        {
            return string.Join(Environment.NewLine, Requests(requests)
                .Concat(faults.Select(fault => "fault " + Fault((JObject)fault)))
                .Concat(misuses.Select(misuse => "misuse " + misuse["kind"] + ": " + misuse["what"] + " " + misuse["how_to_mend"])));
        }

        /// <summary>A fault's kind and options.</summary>
        internal static string Fault(JObject fields)
        {
            var options = fields.Properties()
                .Where(option => option.Name != "id" && option.Name != "kind")
                .Select(option => " " + option.Name + "=" + option.Value);
            return fields["kind"] + ":" + string.Concat(options);
        }

        private static IEnumerable<string> Requests(JArray requests)
        {
            if (requests.Count == 0)
            {
                yield return "no request came: does the client have the address and the keys of this sandbox?";
            }
            var before = requests.Count - MostRequests;
            if (before > 0)
            {
                yield return before + " requests before";
            }
            foreach (var request in requests.Skip(before))
            {
                var path = ((string)request["path"]).Split('?')[0];
                var status = Status(request["status"]);
                yield return string.Format("{0,4}  {1,-6} {2}  {3}", request["number"], request["method"], path, status);
            }
        }

        /// <summary>The sandbox has null or 0 where there was none.</summary>
        private static string Status(JToken status)
        {
            return status.Type == JTokenType.Null ? "no answer" : (int)status == 0 ? "connection broken" : (string)status;
        }
    }
}
