using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace Bootpay.Tests
{
    /// <summary>Runs test classes as xunit and NUnit are documented to: classes at the same time, the tests of a class one by
    /// one. xunit makes a class anew for each of its tests, and its fixture once.</summary>
    internal static class KitRunner
    {
        /// <summary>Runs the classes with these names, prints what became of each test and what a failing one wrote, and gives
        /// the number of those that failed.</summary>
        internal static int Run(IEnumerable<string> names)
        {
            var classes = names.Select(name => typeof(KitRunner).Assembly.GetTypes().Single(type => type.Name == name));
            var runs = classes.Select(type => OnItsOwnThread(() => Run(type)));
            return Task.WhenAll(runs).GetAwaiter().GetResult().Sum();
        }

        /// <summary>The thread pool stays free for what a test waits for.</summary>
        internal static Task<TResult> OnItsOwnThread<TResult>(Func<TResult> part)
        {
            return Task.Factory.StartNew(part, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        private static int Run(Type type)
        {
            var facts = Methods<Xunit.FactAttribute>(type);
            return facts.Count > 0 ? RunXunit(type, facts) : RunNUnit(type);
        }

        private static int RunXunit(Type type, List<MethodInfo> facts)
        {
            var failed = 0;
            using (var fixture = FixtureOf(type))
            {
                foreach (var fact in facts)
                {
                    var output = new Output();
                    failed += Tell(fact, output.Written, Failures(() =>
                    {
                        var tests = Activator.CreateInstance(type, fixture, output);
                        return Failures(() => Call(fact, tests)).Concat(Failures(((IDisposable)tests).Dispose));
                    }));
                }
            }
            return failed;
        }

        private static IDisposable FixtureOf(Type type)
        {
            var interfaces = type.GetInterfaces().Where(one => one.IsGenericType);
            var wanted = interfaces.Single(one => one.GetGenericTypeDefinition() == typeof(Xunit.IClassFixture<>));
            var constructor = wanted.GetGenericArguments()[0].GetConstructors().Single(); // xunit refuses one that has more
            return (IDisposable)constructor.Invoke(new object[0]);
        }

        private sealed class Output : Xunit.Abstractions.ITestOutputHelper
        {
            internal readonly StringWriter Written = new StringWriter();

            public void WriteLine(string message)
            {
                Written.WriteLine(message);
            }
        }

        private static int RunNUnit(Type type)
        {
            var failed = 0;
            var tests = Activator.CreateInstance(type);
            CallAll<NUnit.Framework.OneTimeSetUpAttribute>(tests);
            foreach (var test in Methods<NUnit.Framework.TestAttribute>(type))
            {
                var output = new StringWriter();
                NUnit.Framework.TestContext.Out = output;
                failed += Tell(test, output, Failures(() =>
                {
                    CallAll<NUnit.Framework.SetUpAttribute>(tests);
                    Call(test, tests);
                }).Concat(Failures(() => CallAll<NUnit.Framework.TearDownAttribute>(tests))));
            }
            CallAll<NUnit.Framework.OneTimeTearDownAttribute>(tests);
            return failed;
        }

        private static List<MethodInfo> Methods<TAttribute>(Type type) where TAttribute : Attribute
        {
            return type.GetMethods().Where(method => method.GetCustomAttribute<TAttribute>() != null).ToList();
        }

        private static void CallAll<TAttribute>(object tests) where TAttribute : Attribute
        {
            Methods<TAttribute>(tests.GetType()).ForEach(method => Call(method, tests));
        }

        private static void Call(MethodInfo method, object tests)
        {
            (method.Invoke(tests, null) as Task)?.GetAwaiter().GetResult();
        }

        private static List<string> Failures(Action part)
        {
            return Failures(() =>
            {
                part();
                return new string[0];
            });
        }

        private static List<string> Failures(Func<IEnumerable<string>> part)
        {
            try
            {
                return part().ToList();
            }
            catch (Exception failure)
            {
                return new List<string> { ((failure as TargetInvocationException)?.InnerException ?? failure).Message };
            }
        }

        private static int Tell(MethodInfo test, StringWriter output, IEnumerable<string> failures)
        {
            var whole = string.Join(Environment.NewLine, failures);
            var name = test.DeclaringType.Name + "." + test.Name;
            var isGood = whole == "";
            Console.WriteLine(isGood ? "ok " + name : string.Join(Environment.NewLine, "FAIL " + name, whole, output));
            return isGood ? 0 : 1;
        }
    }
}
