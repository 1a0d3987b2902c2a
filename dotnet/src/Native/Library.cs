using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Bootpay.Native
{
    /// <summary>The C library. It is loaded by a path of its own, so that no other library of its name is taken for it.</summary>
    internal sealed class Library
    {
        /// <summary>The version of the C interface that this assembly was written for.</summary>
        private const uint Abi = 1;

        private static readonly Lazy<Library> TheLibrary = new Lazy<Library>(() => new Library());
        private static readonly byte[] Nothing = new byte[0];

        private readonly OpenFunction _open;
        private readonly AskFunction _ask;
        private readonly StartFunction _start;
        private readonly CancelFunction _cancel;
        private readonly QueueOpenFunction _queueOpen;
        private readonly QueueNextFunction _queueNext;
        private readonly QueueCloseFunction _queueClose;
        private readonly FreeFunction _free;

        /// <exception cref="PlatformNotSupportedException">if the package has no library for this system.</exception>
        internal static Library Loaded
        {
            get { return TheLibrary.Value; }
        }

        private Library()
        {
            var handle = Find();
            var abi = Function<AbiFunction>(handle, "bootpay_abi")();
            if (abi != Abi)
            {
                throw new PlatformNotSupportedException(
                    "the library bootpay_c speaks version " + abi + " of its interface, this package " + Abi);
            }
            _open = Function<OpenFunction>(handle, "bootpay_open");
            _ask = Function<AskFunction>(handle, "bootpay_ask");
            _start = Function<StartFunction>(handle, "bootpay_start");
            _cancel = Function<CancelFunction>(handle, "bootpay_cancel");
            _queueOpen = Function<QueueOpenFunction>(handle, "bootpay_queue_open");
            _queueNext = Function<QueueNextFunction>(handle, "bootpay_queue_next");
            _queueClose = Function<QueueCloseFunction>(handle, "bootpay_queue_close");
            _free = Function<FreeFunction>(handle, "bootpay_reply_free");
        }

        /// <summary>The process's one client of this configuration, which is never closed; or, in failed, why it cannot be opened.</summary>
        internal IntPtr Open(byte[] config, out Reply failed)
        {
            IntPtr error;
            var client = _open(config, Length(config), out error);
            failed = client == IntPtr.Zero ? Taken(error) : null;
            return client;
        }

        /// <summary>Asks what is answered at once, and sends nothing.</summary>
        internal Reply Ask(IntPtr client, string what, byte[] body, byte[] question)
        {
            var name = Encoding.UTF8.GetBytes(what);
            body = body ?? Nothing;
            question = question ?? Nothing;
            return Taken(_ask(client, name, Length(name), body, Length(body), question, Length(question)));
        }

        /// <summary>Begins a call, whose reply comes to the queue under this tag. 0: it was over at once.</summary>
        internal ulong Start(IntPtr client, string operation, byte[] fields, byte[] options, IntPtr queue, long tag, out Reply over)
        {
            var name = Encoding.UTF8.GetBytes(operation);
            IntPtr reply;
            var call = _start(
                client, name, Length(name), fields, Length(fields), options, Length(options), queue, (ulong)tag, out reply);
            over = call == 0 ? Taken(reply) : null;
            return call;
        }

        /// <summary>Gives a call up; its reply still comes.</summary>
        internal void Cancel(ulong call)
        {
            _cancel(call);
        }

        internal IntPtr OpenQueue()
        {
            return _queueOpen();
        }

        /// <summary>Waits for a reply, and gives its tag; false once the queue is closed. Of one that memory is too short for the reply is
        /// null, and why is in lack.</summary>
        internal bool Next(IntPtr queue, out long tag, out Reply reply, out Exception lack)
        {
            tag = 0;
            reply = null;
            lack = null;
            var address = _queueNext(queue, -1);
            if (address == IntPtr.Zero)
            {
                return false;
            }
            tag = Marshal.ReadInt64(address, 0);
            try
            {
                reply = Taken(address);
            }
            catch (OutOfMemoryException failed)
            {
                lack = failed;
            }
            return true;
        }

        internal void CloseQueue(IntPtr queue)
        {
            _queueClose(queue);
        }

        private Reply Taken(IntPtr reply)
        {
            try
            {
                return Reply.At(reply);
            }
            finally
            {
                _free(reply);
            }
        }

        private static UIntPtr Length(byte[] text)
        {
            return (UIntPtr)(uint)text.Length;
        }

        // Where it may be: where BOOTPAY_LIBRARY says, else beside this assembly, as build tools lay it.

        private static IntPtr Find()
        {
            var named = Environment.GetEnvironmentVariable("BOOTPAY_LIBRARY");
            if (!string.IsNullOrEmpty(named))
            {
                string whyNot;
                var handle = Load(Path.GetFullPath(named), out whyNot);
                if (handle == IntPtr.Zero)
                {
                    throw new PlatformNotSupportedException("the library that BOOTPAY_LIBRARY names cannot be loaded: " + whyNot);
                }
                return handle;
            }
            var looked = new List<string>();
            foreach (var path in Places())
            {
                if (!File.Exists(path))
                {
                    looked.Add(path);
                    continue;
                }
                string whyNot;
                var handle = Load(path, out whyNot);
                if (handle == IntPtr.Zero)
                {
                    throw new PlatformNotSupportedException("the library bootpay_c cannot be loaded on " + Platform + ": " + whyNot);
                }
                return handle;
            }
            throw new PlatformNotSupportedException(
                "there is no library bootpay_c for " + Platform + "; looked for " + string.Join(", ", looked)
                + ". BOOTPAY_LIBRARY may name another place");
        }

        private static IEnumerable<string> Places()
        {
            var folders = new List<string>();
            var assembly = typeof(Library).Assembly.Location; // nothing in a program of one file
            if (!string.IsNullOrEmpty(assembly))
            {
                folders.Add(Path.GetDirectoryName(assembly));
            }
            folders.Add(AppDomain.CurrentDomain.BaseDirectory);
            // where a host lets packages stay in their cache
            var others = AppDomain.CurrentDomain.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string;
            if (others != null)
            {
                folders.AddRange(others.Split(new[] { Path.PathSeparator }, StringSplitOptions.RemoveEmptyEntries));
            }
            var seen = new HashSet<string>();
            foreach (var folder in folders)
            {
                foreach (var path in new[]
                {
                    Path.Combine(folder, FileName),
                    Path.Combine(folder, "runtimes", Platform, "native", FileName),
                })
                {
                    if (seen.Add(path))
                    {
                        yield return path;
                    }
                }
            }
        }

        private static string FileName
        {
            get { return IsWindows ? "bootpay_c.dll" : IsMac ? "libbootpay_c.dylib" : "libbootpay_c.so"; }
        }

        /// <summary>As NuGet names it, such as linux-x64 or linux-musl-arm64.</summary>
        private static string Platform
        {
            get
            {
                var system = IsWindows ? "win" : IsMac ? "osx" : IsMusl ? "linux-musl" : "linux";
                return system + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            }
        }

        private static bool IsWindows
        {
            get { return RuntimeInformation.IsOSPlatform(OSPlatform.Windows); }
        }

        private static bool IsMac
        {
            get { return RuntimeInformation.IsOSPlatform(OSPlatform.OSX); }
        }

        private static bool IsMusl
        {
            get
            {
                try
                {
                    return File.ReadAllText("/proc/self/maps").Contains("/ld-musl-");
                }
                catch (IOException)
                {
                    return false;
                }
                catch (UnauthorizedAccessException)
                {
                    return false;
                }
            }
        }

        private static IntPtr Load(string path, out string whyNot)
        {
            whyNot = null;
            if (IsWindows)
            {
                var module = LoadLibraryW(path);
                whyNot = module == IntPtr.Zero ? path + " (error " + Marshal.GetLastWin32Error() + ")" : null;
                return module;
            }
            const int now = 2;
            var handle = IsMac ? MacOpen(path, now) : IsMusl ? MuslOpen(path, now) : LinuxOpen(path, now);
            if (handle == IntPtr.Zero)
            {
                whyNot = Marshal.PtrToStringAnsi(IsMac ? MacError() : IsMusl ? MuslError() : LinuxError());
            }
            return handle;
        }

        private static TDelegate Function<TDelegate>(IntPtr handle, string name)
        {
            var address = IsWindows ? GetProcAddress(handle, name)
                : IsMac ? MacSymbol(handle, name) : IsMusl ? MuslSymbol(handle, name) : LinuxSymbol(handle, name);
            if (address == IntPtr.Zero)
            {
                throw new PlatformNotSupportedException("the library bootpay_c has no function " + name);
            }
            return Marshal.GetDelegateForFunctionPointer<TDelegate>(address);
        }

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        private static extern IntPtr LoadLibraryW(string path);

        [DllImport("kernel32", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        private static extern IntPtr GetProcAddress(IntPtr module, string name);

        [DllImport("libdl.so.2", EntryPoint = "dlopen")]
        private static extern IntPtr LinuxOpen(string path, int mode);

        [DllImport("libdl.so.2", EntryPoint = "dlsym")]
        private static extern IntPtr LinuxSymbol(IntPtr handle, string name);

        [DllImport("libdl.so.2", EntryPoint = "dlerror")]
        private static extern IntPtr LinuxError();

        [DllImport("libc", EntryPoint = "dlopen")]
        private static extern IntPtr MuslOpen(string path, int mode);

        [DllImport("libc", EntryPoint = "dlsym")]
        private static extern IntPtr MuslSymbol(IntPtr handle, string name);

        [DllImport("libc", EntryPoint = "dlerror")]
        private static extern IntPtr MuslError();

        [DllImport("/usr/lib/libSystem.dylib", EntryPoint = "dlopen")]
        private static extern IntPtr MacOpen(string path, int mode);

        [DllImport("/usr/lib/libSystem.dylib", EntryPoint = "dlsym")]
        private static extern IntPtr MacSymbol(IntPtr handle, string name);

        [DllImport("/usr/lib/libSystem.dylib", EntryPoint = "dlerror")]
        private static extern IntPtr MacError();

        // bootpay.h

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate uint AbiFunction();

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate IntPtr OpenFunction(byte[] config, UIntPtr configLength, out IntPtr error);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate IntPtr AskFunction(
            IntPtr client, byte[] what, UIntPtr whatLength, byte[] body, UIntPtr bodyLength, byte[] question, UIntPtr questionLength);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate ulong StartFunction(
            IntPtr client, byte[] operation, UIntPtr operationLength, byte[] fields, UIntPtr fieldsLength, byte[] options,
            UIntPtr optionsLength, IntPtr queue, ulong tag, out IntPtr over);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate void CancelFunction(ulong call);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate IntPtr QueueOpenFunction();

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate IntPtr QueueNextFunction(IntPtr queue, int milliseconds);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate void QueueCloseFunction(IntPtr queue);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate void FreeFunction(IntPtr reply);
    }
}
