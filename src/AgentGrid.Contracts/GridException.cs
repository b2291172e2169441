using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Contracts;

/// <summary>
/// The one exception thrown on purpose; it keeps its type across a grain boundary. It never holds an inner exception: one that cannot cross
/// (a database driver's) would cost the caller this one too.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "Without inner exception, see above.")]
[GenerateSerializer, Alias("grid.error")]
public sealed class GridException : Exception
{
    public GridException()
    {
    }

    public GridException(string message)
        : base(message)
    {
    }

    public GridException(GridErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>Which refusal this is. Default <see cref="GridErrorCode.Internal"/>.</summary>
    [Id(0)]
    public GridErrorCode Code { get; init; }

    /// <summary>When a repetition may succeed, in milliseconds from now; null when waiting does not help.</summary>
    [Id(1)]
    public long? RetryAfterMs { get; init; }

    /// <summary>For <see cref="GridErrorCode.Invalid"/>: messages by field name in camelCase.</summary>
    [Id(2)]
    public ImmutableDictionary<string, ImmutableArray<string>>? Errors { get; init; }

    /// <summary>A refusal of single fields.</summary>
    public static GridException Invalid(IReadOnlyDictionary<string, string[]> errors) => new(GridErrorCode.Invalid, "One or more fields are not valid.")
    {
        Errors = errors.ToImmutableDictionary(e => e.Key, e => e.Value.ToImmutableArray(), StringComparer.Ordinal),
    };

    /// <summary>A refusal of one field.</summary>
    public static GridException Invalid(string field, string message) => Invalid(new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>The thing asked for is absent, or not for this caller to know of.</summary>
    public static GridException NotFound(string what) => new(GridErrorCode.NotFound, $"No such {what}.");
}
