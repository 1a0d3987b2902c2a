using System;
using System.Collections.Generic;
using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Bootpay
{
    /// <summary>Reads an answer as far as it fits. Servers send a number where a text is documented, and the other way round; what does
    /// not fit stays empty, and is still in the answer's Raw.</summary>
    internal static class Received
    {
        internal static object Of(Dictionary<string, object> found, string name)
        {
            object value;
            return found != null && found.TryGetValue(name, out value) ? value : null;
        }

        internal static string Text(Dictionary<string, object> found, string name)
        {
            return Scalar(Of(found, name));
        }

        internal static double Double(Dictionary<string, object> found, string name)
        {
            var text = Scalar(Of(found, name));
            double number;
            var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            return isNumber && !double.IsInfinity(number) && !double.IsNaN(number) ? number : 0;
        }

        /// <summary>Null if there is no whole number that fits.</summary>
        internal static long? Whole(Dictionary<string, object> found, string name)
        {
            var text = Scalar(Of(found, name));
            long number;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            {
                return number;
            }
            double fraction; // 3000.0
            var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out fraction);
            return isNumber && Math.Abs(fraction) < 1L << 53 && Math.Floor(fraction) == fraction ? (long)fraction : (long?)null;
        }

        internal static long Long(Dictionary<string, object> found, string name)
        {
            return Whole(found, name) ?? 0;
        }

        internal static int? WholeInt(Dictionary<string, object> found, string name)
        {
            var number = Whole(found, name);
            return number >= int.MinValue && number <= int.MaxValue ? (int)number : (int?)null;
        }

        internal static int Int(Dictionary<string, object> found, string name)
        {
            return WholeInt(found, name) ?? 0;
        }

        internal static bool? Flag(Dictionary<string, object> found, string name)
        {
            var text = Scalar(Of(found, name));
            return text == null ? (bool?)null : text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        }

        internal static bool Bool(Dictionary<string, object> found, string name)
        {
            return Flag(found, name) ?? false;
        }

        internal static Dictionary<string, object> Object(Dictionary<string, object> found, string name)
        {
            return ObjectOf(Of(found, name));
        }

        /// <summary>An object, also one that was sent as a text.</summary>
        internal static Dictionary<string, object> ObjectOf(object value)
        {
            var text = value as string;
            if (text != null)
            {
                try
                {
                    value = Json.Read(text);
                }
                catch (FormatException)
                {
                    return null;
                }
            }
            return value as Dictionary<string, object>;
        }

        /// <summary>As the official package has an answer's data: what stands in it is a string, a long, a double, a bool, a JObject
        /// or a JArray.</summary>
        internal static Dictionary<string, object> Data(Dictionary<string, object> found)
        {
            if (found == null)
            {
                return null;
            }
            var data = new Dictionary<string, object>();
            foreach (var member in found)
            {
                data[member.Key] = Plain(member.Value);
            }
            return data;
        }

        internal static object Plain(object value)
        {
            var number = value as Number;
            if (number != null)
            {
                return number.Value;
            }
            return value is Dictionary<string, object> || value is List<object> ? Token(value) : value;
        }

        private static JToken Token(object value)
        {
            var members = value as Dictionary<string, object>;
            if (members != null)
            {
                var token = new JObject();
                foreach (var member in members)
                {
                    token.Add(member.Key, Token(member.Value));
                }
                return token;
            }
            var items = value as List<object>;
            if (items != null)
            {
                var token = new JArray();
                foreach (var item in items)
                {
                    token.Add(Token(item));
                }
                return token;
            }
            var number = value as Number;
            return new JValue(number == null ? value : number.Value);
        }

        private static string Scalar(object value)
        {
            var number = value as Number;
            if (number != null)
            {
                return number.Text;
            }
            return value is bool ? ((bool)value ? "true" : "false") : value as string;
        }
    }
}
