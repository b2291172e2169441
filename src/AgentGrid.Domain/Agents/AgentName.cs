namespace AgentGrid.Domain.Agents;

/// <summary>The slug that names an agent or a pool: <c>^[a-z0-9][a-z0-9-]{1,62}$</c>, so 2 to 63 characters.</summary>
public static class AgentName
{
    /// <summary>Fewest characters of a slug.</summary>
    public const int MinLength = 2;

    /// <summary>Most characters of a slug.</summary>
    public const int MaxLength = 63;

    /// <summary>The rule as a regular expression, for documents.</summary>
    public const string Pattern = "^[a-z0-9][a-z0-9-]{1,62}$";

    /// <summary>Whether the value is a slug.</summary>
    public static bool IsValid(string? value)
    {
        if (value is null || value.Length is < MinLength or > MaxLength || value[0] == '-')
            return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }
        return true;
    }
}
