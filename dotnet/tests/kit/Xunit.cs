// What the README's test for xunit needs of xunit, which is not at hand here: by the same names, and run in the same order.
using System;

namespace Xunit
{
    public interface IClassFixture<TFixture> where TFixture : class
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FactAttribute : Attribute
    {
    }

    public static class Assert
    {
        public static void Equal<TValue>(TValue expected, TValue actual)
        {
            Bootpay.Tests.Check.Equal(actual, expected);
        }
    }
}

namespace Xunit.Abstractions
{
    public interface ITestOutputHelper
    {
        void WriteLine(string message);
    }
}
