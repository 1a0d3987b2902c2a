using System;
using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Bootpay.Sandbox
{
    /// <summary>Fields in C# as the control routes write them: feedbackUrl is feedback_url, a time is whole seconds, a date is
    /// 1990-10-04.</summary>
    internal static class Fields
    {
        /// <summary>Whatever an application sets for all serializers.</summary>
        internal static readonly JsonSerializer Plain = new JsonSerializer();

        /// <summary>What was set of the named ones, and all of the others, in which null says something.</summary>
        internal static JObject Of(object others, object named = null)
        {
            var all = Written(others);
            foreach (var field in Written(named))
            {
                if (field.Value.Type != JTokenType.Null)
                {
                    all[field.Key] = field.Value;
                }
            }
            return all;
        }

        private static JObject Written(object fields)
        {
            var written = new JObject();
            foreach (var field in fields == null ? written : JObject.FromObject(fields, Plain))
            {
                written[Regex.Replace(field.Key, "(?<=.)[A-Z]", "_$0").ToLowerInvariant()] = Value(field.Value);
            }
            return written;
        }

        private static JToken Value(JToken value)
        {
            switch (value.Type)
            {
                case JTokenType.TimeSpan: return (long)((TimeSpan)value).TotalSeconds;
                case JTokenType.Date: return ((DateTime)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                default: return value;
            }
        }
    }
}
