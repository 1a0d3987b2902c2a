using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace Bootpay.Native
{
    /// <summary>The calls that are under way. One thread takes their replies from a queue, and no foreign thread enters the
    /// runtime.</summary>
    internal static class Calls
    {
        private static readonly ConcurrentDictionary<long, TaskCompletionSource<Reply>> Awaited =
            new ConcurrentDictionary<long, TaskCompletionSource<Reply>>();

        private static readonly Lazy<IntPtr> Queue = new Lazy<IntPtr>(Read);
        private static long _last;

        internal static async Task<Reply> CarriedOut(
            IntPtr client, string operation, byte[] fields, byte[] options, CancellationToken cancel)
        {
            var library = Library.Loaded;
            var queue = Queue.Value;
            var tag = Interlocked.Increment(ref _last);
            // elsewhere than on the thread that reads the queue, which has other replies to give
            var arrives = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
            var canceled = new Canceled(library);
            // before the call begins: a token that cannot be registered with, since its source is gone, ends no call that was sent
            using (cancel.Register(canceled.Wanted))
            {
                Awaited[tag] = arrives; // its reply may be there first, too
                Reply over;
                var call = library.Start(client, operation, fields, options, queue, tag, out over);
                if (call == 0)
                {
                    TaskCompletionSource<Reply> unused;
                    Awaited.TryRemove(tag, out unused);
                    return over;
                }
                canceled.Began(call);
                return await arrives.Task.ConfigureAwait(false);
            }
        }

        /// <summary>Gives a call up as soon as both are known: that it is to be, and its number.</summary>
        private sealed class Canceled
        {
            private readonly Library _library;
            private ulong _call;
            private bool _isWanted;

            internal Canceled(Library library)
            {
                _library = library;
            }

            internal void Began(ulong call)
            {
                lock (this)
                {
                    _call = call;
                    if (!_isWanted)
                    {
                        return;
                    }
                }
                _library.Cancel(call);
            }

            internal void Wanted()
            {
                ulong call;
                lock (this)
                {
                    _isWanted = true;
                    call = _call;
                }
                if (call != 0)
                {
                    _library.Cancel(call);
                }
            }
        }

        private static IntPtr Read()
        {
            var library = Library.Loaded;
            var queue = library.OpenQueue();
            var reader = new Thread(() => Read(library, queue)) { IsBackground = true, Name = "bootpay" };
            // nothing of the first caller's context belongs to a thread that serves all
            var isFlowing = !ExecutionContext.IsFlowSuppressed();
            if (isFlowing)
            {
                ExecutionContext.SuppressFlow();
            }
            try
            {
                reader.Start();
            }
            finally
            {
                if (isFlowing)
                {
                    ExecutionContext.RestoreFlow();
                }
            }
            // Mono waits for a thread that is in native code, also for one in the background
            AppDomain.CurrentDomain.ProcessExit += (sender, e) => library.CloseQueue(queue);
            AppDomain.CurrentDomain.DomainUnload += (sender, e) => library.CloseQueue(queue);
            return queue;
        }

        private static void Read(Library library, IntPtr queue)
        {
            long tag;
            Reply reply;
            Exception lack;
            while (library.Next(queue, out tag, out reply, out lack))
            {
                TaskCompletionSource<Reply> arrives;
                if (!Awaited.TryRemove(tag, out arrives))
                {
                    continue;
                }
                if (reply != null)
                {
                    arrives.TrySetResult(reply);
                }
                else
                {
                    arrives.TrySetException(lack); // its own call's: out of this thread it would end the process
                }
            }
        }
    }
}
