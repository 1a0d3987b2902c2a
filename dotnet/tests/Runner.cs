using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace Bootpay.Tests
{
    /// <summary>A static method that is a test; or, if it gives named functions, several.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class TestAttribute : Attribute
    {
    }

    internal sealed class Failed : Exception
    {
        internal Failed(string message) : base(message)
        {
        }
    }

    /// <summary>Runs the tests whose names contain an argument, or all, one after the other.</summary>
    internal static class Runner
    {
        private static int _passed, _failed;

        private static void Main(string[] wanted)
        {
            if (wanted.Length == 2 && wanted[0] == CallsTest.ShortOfMemory)
            {
                CallsTest.CallTwice(wanted[1]).GetAwaiter().GetResult();
                Environment.Exit(0);
            }
            if (wanted.Length > 0 && wanted[0] == KitTest.OfAKit)
            {
                Environment.Exit(KitRunner.Run(wanted.Skip(1)));
            }
            Console.WriteLine("on " + RuntimeInformation.FrameworkDescription);
            using (Surroundings.Box = Sandbox.BootpaySandbox.Start())
            {
                foreach (var method in typeof(Runner).Assembly.GetTypes().OrderBy(type => type.Name, StringComparer.Ordinal)
                    .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
                    .Where(method => method.GetCustomAttribute<TestAttribute>() != null))
                {
                    var name = method.DeclaringType.Name + "." + method.Name;
                    if (method.ReturnType == typeof(Dictionary<string, Func<Task>>))
                    {
                        foreach (var one in (Dictionary<string, Func<Task>>)method.Invoke(null, null))
                        {
                            Run(wanted, name + "/" + one.Key, one.Value);
                        }
                    }
                    else
                    {
                        Run(wanted, name, () => method.Invoke(null, null) as Task ?? Task.FromResult(0));
                    }
                }
            }
            Console.WriteLine(_passed + " passed, " + _failed + " failed");
            // Mono may wait for its idle thread pool for up to a minute when Main returns
            Environment.Exit(_failed == 0 && _passed > 0 ? 0 : 1);
        }

        private static void Run(string[] wanted, string name, Func<Task> test)
        {
            if (wanted.Length > 0 && !wanted.Any(name.Contains))
            {
                return;
            }
            try
            {
                test().GetAwaiter().GetResult();
                _passed++;
                Console.WriteLine("ok    " + name);
            }
            catch (Exception failure)
            {
                _failed++;
                var why = failure is TargetInvocationException ? failure.InnerException : failure;
                Console.WriteLine("FAIL  " + name + "\n" + (why is Failed ? why.Message + "\n" + why.StackTrace : why.ToString()));
            }
        }
    }

    internal static class Check
    {
        internal static void Equal(object found, object wanted)
        {
            if (!Equals(found, wanted))
            {
                throw new Failed("found " + (found ?? "null") + ", wanted " + (wanted ?? "null"));
            }
        }

        internal static void True(bool isSo, string why = "it is not so")
        {
            if (!isSo)
            {
                throw new Failed(why);
            }
        }

        internal static void Holds(string text, string part)
        {
            True(text != null && text.Contains(part), "\"" + text + "\" has no \"" + part + "\"");
        }

        internal static TException Throws<TException>(Action part) where TException : Exception
        {
            return Throws<TException>(() =>
            {
                part();
                return Task.FromResult(0);
            }).GetAwaiter().GetResult();
        }

        internal static async Task<TException> Throws<TException>(Func<Task> call) where TException : Exception
        {
            try
            {
                await call();
            }
            catch (TException expected)
            {
                return expected;
            }
            throw new Failed("nothing of the type " + typeof(TException).Name + " was thrown");
        }

        internal static async Task<IBootpayFailure> Fails(Func<Task> call, ErrorKind kind)
        {
            try
            {
                await call();
            }
            catch (Exception failure) when (failure is IBootpayFailure)
            {
                Equal(((IBootpayFailure)failure).Kind, kind);
                return (IBootpayFailure)failure;
            }
            throw new Failed("the call did not fail");
        }
    }
}
