using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Bootpay
{
    /// <summary>A number of JSON as it was written, so that no digit is lost.</summary>
    internal sealed class Number
    {
        internal readonly string Text;

        internal Number(string text)
        {
            Text = text;
        }

        /// <summary>A long, a BigInteger, or a double if it has a fraction.</summary>
        internal object Value
        {
            get
            {
                if (Text.IndexOfAny(new[] { '.', 'e', 'E' }) >= 0)
                {
                    return Double;
                }
                long number;
                return long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
                    ? number : (object)BigInteger.Parse(Text, CultureInfo.InvariantCulture);
            }
        }

        internal double Double
        {
            get
            {
                double number;
                // one that is too big is infinite on some runtimes, and fails on others
                return double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
                    ? number : double.PositiveInfinity;
            }
        }
    }

    /// <summary>
    /// JSON as texts, Numbers, bools, nulls, lists and dictionaries in their order. The body of an error may be anything, and how deep
    /// it is must not be what ends the process.
    /// </summary>
    internal sealed class Json
    {
        private const int Deepest = 500;

        private readonly string _text;
        private int _at, _depth;

        private Json(string text)
        {
            _text = text;
        }

        /// <exception cref="FormatException">without a word of the text, which may be somebody's.</exception>
        internal static object Read(byte[] utf8)
        {
            return Read(Encoding.UTF8.GetString(utf8));
        }

        /// <exception cref="FormatException">without a word of the text, which may be somebody's.</exception>
        internal static object Read(string text)
        {
            var reader = new Json(text);
            var value = reader.Value();
            reader.Skip();
            if (reader._at != text.Length)
            {
                throw Wrong();
            }
            return value;
        }

        /// <summary>The object in this text; an empty one for any other text.</summary>
        internal static Dictionary<string, object> Object(byte[] utf8)
        {
            var nothing = new Dictionary<string, object>();
            if (utf8 == null)
            {
                return nothing;
            }
            try
            {
                return Read(utf8) as Dictionary<string, object> ?? nothing;
            }
            catch (FormatException)
            {
                return nothing;
            }
        }

        private static FormatException Wrong()
        {
            return new FormatException("the JSON cannot be read");
        }

        private void Skip()
        {
            while (_at < _text.Length && (_text[_at] == ' ' || _text[_at] == '\n' || _text[_at] == '\r' || _text[_at] == '\t'))
            {
                _at++;
            }
        }

        private char Next()
        {
            Skip();
            if (_at == _text.Length)
            {
                throw Wrong();
            }
            return _text[_at];
        }

        private void Expect(string word)
        {
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            {
                throw Wrong();
            }
            _at += word.Length;
        }

        private object Value()
        {
            switch (Next())
            {
                case '{':
                    return Inside(Members);
                case '[':
                    return Inside(Items);
                case '"':
                    return Text();
                case 't':
                    Expect("true");
                    return true;
                case 'f':
                    Expect("false");
                    return false;
                case 'n':
                    Expect("null");
                    return null;
                default:
                    return Numeral();
            }
        }

        private object Inside(Func<object> read)
        {
            if (++_depth > Deepest)
            {
                throw Wrong();
            }
            var value = read();
            _depth--;
            return value;
        }

        private Dictionary<string, object> Members()
        {
            var members = new Dictionary<string, object>();
            _at++;
            if (Next() == '}')
            {
                _at++;
                return members;
            }
            while (true)
            {
                if (Next() != '"')
                {
                    throw Wrong();
                }
                var name = Text();
                if (Next() != ':')
                {
                    throw Wrong();
                }
                _at++;
                members[name] = Value();
                if (Next() == ',')
                {
                    _at++;
                    continue;
                }
                Expect("}");
                return members;
            }
        }

        private List<object> Items()
        {
            var items = new List<object>();
            _at++;
            if (Next() == ']')
            {
                _at++;
                return items;
            }
            while (true)
            {
                items.Add(Value());
                if (Next() == ',')
                {
                    _at++;
                    continue;
                }
                Expect("]");
                return items;
            }
        }

        private Number Numeral()
        {
            var begin = _at;
            while (_at < _text.Length && "+-0123456789.eE".IndexOf(_text[_at]) >= 0)
            {
                _at++;
            }
            if (_at == begin)
            {
                throw Wrong();
            }
            return new Number(_text.Substring(begin, _at - begin));
        }

        private string Text()
        {
            var begin = ++_at;
            var end = _text.IndexOfAny(new[] { '"', '\\' }, begin);
            if (end >= 0 && _text[end] == '"')
            {
                _at = end + 1;
                return _text.Substring(begin, end - begin);
            }
            var text = new StringBuilder();
            while (_at < _text.Length)
            {
                var letter = _text[_at++];
                if (letter == '"')
                {
                    return text.ToString();
                }
                text.Append(letter == '\\' ? Escaped() : letter);
            }
            throw Wrong();
        }

        private char Escaped()
        {
            if (_at == _text.Length)
            {
                throw Wrong();
            }
            var letter = _text[_at++];
            switch (letter)
            {
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'u':
                    ushort code;
                    if (_at + 4 > _text.Length
                        || !ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code))
                    {
                        throw Wrong();
                    }
                    _at += 4;
                    return (char)code;
                default:
                    return letter;
            }
        }

        /// <summary>Writes texts, Numbers, bools, nulls, lists and dictionaries, and C#'s own whole numbers.</summary>
        internal static byte[] Write(object value)
        {
            var text = new StringBuilder();
            Write(text, value);
            return Encoding.UTF8.GetBytes(text.ToString());
        }

        private static void Write(StringBuilder into, object value)
        {
            if (value == null)
            {
                into.Append("null");
            }
            else if (value is bool)
            {
                into.Append((bool)value ? "true" : "false");
            }
            else if (value is string)
            {
                WriteText(into, (string)value);
            }
            else if (value is Number)
            {
                into.Append(((Number)value).Text);
            }
            else if (value is IDictionary<string, object>)
            {
                var separator = '{';
                foreach (var member in (IDictionary<string, object>)value)
                {
                    into.Append(separator);
                    WriteText(into, member.Key);
                    into.Append(':');
                    Write(into, member.Value);
                    separator = ',';
                }
                into.Append(separator == '{' ? "{}" : "}");
            }
            else if (value is List<object>)
            {
                var separator = '[';
                foreach (var item in (List<object>)value)
                {
                    into.Append(separator);
                    Write(into, item);
                    separator = ',';
                }
                into.Append(separator == '[' ? "[]" : "]");
            }
            else
            {
                into.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
            }
        }

        private static void WriteText(StringBuilder into, string text)
        {
            into.Append('"');
            foreach (var letter in text)
            {
                if (letter == '"' || letter == '\\')
                {
                    into.Append('\\').Append(letter);
                }
                else if (letter < ' ')
                {
                    into.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
                }
                else
                {
                    into.Append(letter);
                }
            }
            into.Append('"');
        }
    }
}
