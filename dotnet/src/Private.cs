using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace Bootpay
{
    /// <summary>A value that says who somebody is. It prints masked, in ToString, a debugger and Newtonsoft.Json; Reveal gives it.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    [TypeConverter(typeof(MaskedConverter))]
    public class Private
    {
        private readonly Func<string> _value; // a function, and so not where a printer of objects looks
        private readonly string _masked;

        internal Private(string value, string masked)
        {
            _value = () => value;
            _masked = masked;
        }

        /// <summary>The value. Keep it out of logs.</summary>
        public string Reveal()
        {
            return _value();
        }

        /// <summary>Masked.</summary>
        public override string ToString()
        {
            return _masked;
        }
    }

    /// <summary>A private value that is found again by a keyed hash, so that it need not be kept in clear.</summary>
    public sealed class Hashed : Private
    {
        private readonly string _what;

        internal Hashed(string what, string value, string masked) : base(value, masked)
        {
            _what = what;
        }

        /// <summary>
        /// The keyed hash to store and to look up, such as 1:Zm9v…. Anyone who has the key can find the person by it, so it is
        /// personal data too; a leak of it reveals less.
        /// </summary>
        /// <param name="key">At least 16 random bytes, kept outside of the database that the hash is in.</param>
        /// <param name="version">The key's version, which stands in front of the hash.</param>
        public string Hmac(byte[] key, int version)
        {
            var question = Question();
            question["key"] = key == null ? null : Convert.ToBase64String(key);
            question["version"] = version;
            return Received.Text(Core.Answer("identity.hmac", question), "hash");
        }

        /// <summary>Whether the stored hash is this person's, with whichever of the keys it was made. What is empty, damaged or of an
        /// unknown version matches nobody.</summary>
        public bool Matches(string stored, HashKeys keys)
        {
            var question = Question();
            question["stored"] = stored ?? "";
            question["keys"] = keys.Told();
            return Received.Bool(Core.Answer("identity.matches", question), "matches");
        }

        private Dictionary<string, object> Question()
        {
            return new Dictionary<string, object> { { "what", _what }, { "value", Reveal() } };
        }
    }

    /// <summary>The keys of hashes, of at least 16 random bytes, by their versions. It prints the versions alone.</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed class HashKeys : System.Collections.IEnumerable
    {
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        private readonly SortedDictionary<int, byte[]> _keys = new SortedDictionary<int, byte[]>();

        /// <summary>Adds a key, so that <c>new HashKeys { { 1, key } }</c> can be written.</summary>
        public void Add(int version, byte[] key)
        {
            _keys.Add(version, key);
        }

        internal List<object> Told()
        {
            return _keys
                .Select(key => (object)new Dictionary<string, object> { { "version", key.Key }, { "key", Convert.ToBase64String(key.Value) } }).ToList();
        }

        /// <summary>The versions.</summary>
        public System.Collections.IEnumerator GetEnumerator()
        {
            return _keys.Keys.GetEnumerator();
        }

        /// <summary>The versions alone.</summary>
        public override string ToString()
        {
            return "HashKeys(" + string.Join(" ", _keys.Keys) + ")";
        }
    }

    /// <summary>Lets Newtonsoft.Json write a private value masked.</summary>
    internal sealed class MaskedConverter : TypeConverter
    {
        public override bool CanConvertTo(ITypeDescriptorContext context, Type type)
        {
            return type == typeof(string);
        }

        public override bool CanConvertFrom(ITypeDescriptorContext context, Type type)
        {
            return false;
        }

        public override object ConvertTo(ITypeDescriptorContext context, CultureInfo culture, object value, Type type)
        {
            return value == null ? null : value.ToString();
        }
    }
}
