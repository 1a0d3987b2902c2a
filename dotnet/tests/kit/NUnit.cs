// What the README's test for NUnit needs of NUnit 3, which is not at hand here: by the same names, and run in the same order.
using System;
using System.IO;

namespace NUnit.Framework
{
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneTimeSetUpAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneTimeTearDownAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SetUpAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TearDownAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TestAttribute : Attribute
    {
    }

    public static class TestContext
    {
        [ThreadStatic]
        private static TextWriter _out;

        /// <summary>Of the test that this thread runs.</summary>
        public static TextWriter Out
        {
            get { return _out; }
            internal set { _out = value; }
        }
    }

    public static class Assert
    {
        public static void That<TValue>(TValue actual, Action<object> constraint)
        {
            constraint(actual);
        }
    }

    public static class Is
    {
        public static Action<object> EqualTo<TValue>(TValue expected)
        {
            return actual => Bootpay.Tests.Check.Equal(actual, expected);
        }
    }
}
