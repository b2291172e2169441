namespace AgentGrid.Domain.Audit;

/// <summary>A text that has no canonical form. Never quotes the text.</summary>
public sealed class CanonicalJsonException(CanonicalJsonFault fault) : FormatException($"The JSON text has no canonical form: {Describe(fault)}.")
{
    /// <summary>What is wrong with it.</summary>
    public CanonicalJsonFault Fault { get; } = fault;

    private static string Describe(CanonicalJsonFault fault) => fault switch
    {
        CanonicalJsonFault.Surrogate => "a string holds half a surrogate pair",
        CanonicalJsonFault.Number => "a number is no integer within ±(2^53 - 1); write fractions and large numbers as strings",
        CanonicalJsonFault.DuplicateMember => "an object has two members of one name",
        CanonicalJsonFault.TooDeep => $"it is nested deeper than {CanonicalJson.MaxDepth} levels",
        CanonicalJsonFault.TooLarge => $"it is longer than {CanonicalJson.MaxBytes} bytes",
        _ => "it is not one JSON value in UTF-8",
    };
}
