using FsCheck;
using FsCheck.Fluent;

namespace AgentGrid.Audit.Tests;

/// <summary>Runs a property over generated input and fails the test with the shrunk counter-example.</summary>
internal static class Given
{
    public static void ForAll<T>(Arbitrary<T> input, Action<T> property, int runs = 300) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs), Prop.ForAll(input, property));
}
