using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;

namespace Bootpay
{
    /// <summary>A field of a model.</summary>
    internal struct Member
    {
        /// <summary>On the wire.</summary>
        internal readonly string Name;
        /// <summary>Null was not given.</summary>
        internal readonly object Value;
        internal readonly bool IsPersonal;
        /// <summary>The operation that sends it also if it was not given, as 0, so that the core can refuse it.</summary>
        internal readonly string NeededBy;
        /// <summary>Whether it is an amount of which All is all that is left; and then, whether somebody gave it.</summary>
        internal readonly bool MayBeAll, IsSaid;

        internal Member(
            string name, object value, bool isPersonal = false, string neededBy = null, bool mayBeAll = false, bool isSaid = false)
        {
            Name = name;
            Value = value;
            IsPersonal = isPersonal;
            NeededBy = neededBy;
            MayBeAll = mayBeAll;
            IsSaid = isSaid;
        }
    }

    /// <summary>A request that this package wrote itself: what is null in it goes out as null.</summary>
    internal sealed class Whole
    {
        internal readonly Dictionary<string, object> Fields;

        internal Whole(Dictionary<string, object> fields)
        {
            Fields = fields;
        }
    }

    /// <summary>A request on its way to JSON, without what was not given. What no request can hold is refused by name; what a text or a
    /// number may say is the core's to judge.</summary>
    internal sealed class Sent
    {
        private const int Deepest = 100;

        private readonly string _operation;
        private readonly ErrorKind _kind;

        private Sent(string operation, ErrorKind kind)
        {
            _operation = operation;
            _kind = kind;
        }

        /// <summary>Of a model, a dictionary, or null for no fields.</summary>
        internal static byte[] Json(string operation, object given, ErrorKind kind = ErrorKind.InvalidRequest)
        {
            var whole = given as Whole;
            return Bootpay.Json.Write(whole != null ? whole.Fields : new Sent(operation, kind).Value(null, given, 0) ?? new Dictionary<string, object>());
        }

        private BootpayException No(string place, string why)
        {
            return BootpayException.Refused(_operation, place ?? "the request", why, _kind);
        }

        private object Value(string place, object given, int depth)
        {
            if (depth > Deepest)
            {
                throw No(place, "is nested too deeply");
            }
            var text = given as string;
            if (text != null)
            {
                if (!IsUnicode(text))
                {
                    throw No(place, "is not valid text: it has half of a surrogate pair");
                }
                return text;
            }
            if (given == null || given is bool || given is Number)
            {
                return given;
            }
            if (given is sbyte || given is byte || given is short || given is ushort || given is int || given is uint
                || given is long || given is ulong || given is BigInteger || given is decimal)
            {
                return new Number(((IFormattable)given).ToString(null, CultureInfo.InvariantCulture));
            }
            if (given is double || given is float)
            {
                var number = Convert.ToDouble(given, CultureInfo.InvariantCulture);
                if (double.IsNaN(number) || double.IsInfinity(number))
                {
                    throw No(place, "must be a finite number");
                }
                return new Number(((IFormattable)given).ToString("R", CultureInfo.InvariantCulture));
            }
            if (given is Private)
            {
                throw No(place, "is somebody's: reveal it, if it is to be sent");
            }
            var model = given as models.BootpayModel;
            if (model != null)
            {
                return Members(place, model, depth);
            }
            if (given.GetType().Namespace == "Newtonsoft.Json.Linq")
            {
                return Value(place, Tokens.Plain(given), depth + 1);
            }
            if (given is IDictionary)
            {
                return Entries(place, (IDictionary)given, depth);
            }
            if (given is IDictionary<string, object>)
            {
                return Entries(place, (IDictionary<string, object>)given, depth);
            }
            if (given is IEnumerable)
            {
                var items = new List<object>();
                foreach (var item in (IEnumerable)given)
                {
                    items.Add(Value((place ?? "") + "[" + items.Count + "]", item, depth + 1));
                }
                return items;
            }
            throw No(place, "cannot be sent: it is of the type " + given.GetType().FullName);
        }

        private Dictionary<string, object> Members(string place, models.BootpayModel model, int depth)
        {
            var sent = new Dictionary<string, object>();
            foreach (var member in model.Members())
            {
                var value = member.Value;
                if (member.MayBeAll)
                {
                    if (member.IsSaid && value == null)
                    {
                        throw No(member.Name, "was set to null: set Cancel.All, or do not set it, to cancel all that is left");
                    }
                    if (value is double && (double)value == models.Cancel.All)
                    {
                        continue; // nothing said is all of it
                    }
                    if (value is double && (double)value == 0)
                    {
                        throw No(member.Name, "must be more than 0, or Cancel.All for all that is left");
                    }
                }
                if (value == null && member.NeededBy != null && member.NeededBy == _operation)
                {
                    value = 0;
                }
                Put(sent, place, member.Name, value, depth);
            }
            return sent;
        }

        private Dictionary<string, object> Entries(string place, IDictionary given, int depth)
        {
            var sent = new Dictionary<string, object>();
            foreach (DictionaryEntry entry in given)
            {
                var name = entry.Key as string;
                if (name == null)
                {
                    throw No(place, "must have texts for names");
                }
                Put(sent, place, name, entry.Value, depth);
            }
            return sent;
        }

        private Dictionary<string, object> Entries(string place, IDictionary<string, object> given, int depth)
        {
            var sent = new Dictionary<string, object>();
            foreach (var entry in given)
            {
                Put(sent, place, entry.Key, entry.Value, depth);
            }
            return sent;
        }

        private void Put(Dictionary<string, object> sent, string place, string name, object given, int depth)
        {
            if (!IsUnicode(name))
            {
                throw No(place, "has a name that is not valid text");
            }
            var value = Value((place == null ? "" : place + ".") + Shown(name), given, depth + 1);
            if (value != null)
            {
                sent[name] = value;
            }
        }

        /// <summary>A name is whoever's the dictionary is: only what looks like a field's is repeated.</summary>
        private static string Shown(string name)
        {
            var digits = 0;
            foreach (var letter in name)
            {
                var isDigit = letter >= '0' && letter <= '9';
                digits += isDigit ? 1 : 0;
                if (!isDigit && letter != '_' && !(letter >= 'a' && letter <= 'z') && !(letter >= 'A' && letter <= 'Z'))
                {
                    return "…";
                }
            }
            return name.Length <= 40 && digits < 6 ? name : "…";
        }

        internal static bool IsUnicode(string text)
        {
            for (var at = 0; at < text.Length; at++)
            {
                if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                {
                    at++;
                }
                else if (char.IsSurrogate(text[at]))
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>Apart, so that Newtonsoft.Json is only loaded for who gives one of its objects.</summary>
    internal static class Tokens
    {
        internal static object Plain(object token)
        {
            return Json.Read(((Newtonsoft.Json.Linq.JToken)token).ToString(Newtonsoft.Json.Formatting.None));
        }
    }
}
