using System.Reflection;
using System.Text.RegularExpressions;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Architecture.Tests.Sources;

/// <summary>The list of audited actions is closed and true.</summary>
public sealed partial class AuditActionsTests
{
    private static readonly List<SourceFile> Product = [.. Repository.Files(".cs").Where(file => !file.IsTest && !file.Path.StartsWith("bench/", StringComparison.Ordinal) && file.Name != "AuditActions.cs")];

    private static IEnumerable<(string Name, string Value)> Actions =>
        typeof(AuditActions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (constant.Name, (string)constant.GetRawConstantValue()!));

    [Fact]
    public void Actions_are_words_of_their_own() => Assert.All(Actions.GroupBy(action => action.Value), same => Assert.True(Assert.Single(same).Value is var value && Word().IsMatch(value), value));

    [Fact]
    public void Actions_are_all_recorded_by_something() =>
        Faults.AssertNone(Actions.Where(action => !Product.Exists(file => Regex.IsMatch(file.Text, $@"\bAuditActions\.{action.Name}\b"))).Select(action => $"{action.Name} is recorded by nothing"));

    /// <summary>An event's action comes from the list, or from a caller who takes it from there.</summary>
    [Fact]
    public void Actions_are_written_nowhere_else() =>
        Faults.AssertNone(Product.Where(file => Literal().IsMatch(file.Text)).Select(file => $"{file.Path} writes an action that is not in the list"));

    [GeneratedRegex("^[a-z]+[.][a-z_]+$")]
    private static partial Regex Word();

    [GeneratedRegex("""(\bAction = |\.Audit\()"[^"]""")]
    private static partial Regex Literal();
}
