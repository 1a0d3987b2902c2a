using System;
using System.Runtime.InteropServices;

namespace Bootpay.Native
{
    /// <summary>What a call came to, or the answer to a question, as the library gives it; docs/c-abi.md.</summary>
    internal sealed class Reply
    {
        /// <summary>As it was given when the call began.</summary>
        internal readonly long Tag;
        internal readonly bool IsGood;
        /// <summary>JSON, in UTF-8; null if no answer came.</summary>
        internal readonly byte[] Body;
        internal readonly byte[] Meta;
        internal readonly byte[] Log;

        private Reply(long tag, bool isGood, byte[] body, byte[] meta, byte[] log)
        {
            Tag = tag;
            IsGood = isGood;
            Body = body;
            Meta = meta;
            Log = log;
        }

        /// <summary>Copies what is at this address: two numbers, then three texts, each with its length.</summary>
        internal static Reply At(IntPtr address)
        {
            return new Reply(
                Marshal.ReadInt64(address, 0),
                Marshal.ReadInt32(address, 8) != 0,
                TextAt(address, 0),
                TextAt(address, 1),
                TextAt(address, 2));
        }

        private static byte[] TextAt(IntPtr address, int number)
        {
            var place = 16 + 2 * number * IntPtr.Size;
            var text = Marshal.ReadIntPtr(address, place);
            if (text == IntPtr.Zero)
            {
                return null;
            }
            var bytes = new byte[checked((int)Marshal.ReadIntPtr(address, place + IntPtr.Size).ToInt64())];
            Marshal.Copy(text, bytes, 0, bytes.Length);
            return bytes;
        }
    }
}
