namespace AgentGrid.Domain.Audit;

/// <summary>Why a text has no canonical form here.</summary>
public enum CanonicalJsonFault
{
    /// <summary>Not exactly one JSON value (RFC 8259) in valid UTF-8, without comments and trailing commas.</summary>
    Malformed,

    /// <summary>A string holds half a surrogate pair: no Unicode text.</summary>
    Surrogate,

    /// <summary>A number that is no plain integer within ±(2^53 − 1): a fraction, an exponent, <c>-0</c>, or too large.</summary>
    Number,

    /// <summary>An object has two members of one name.</summary>
    DuplicateMember,

    /// <summary>Nested deeper than <see cref="CanonicalJson.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>Longer than <see cref="CanonicalJson.MaxBytes"/>.</summary>
    TooLarge,
}
