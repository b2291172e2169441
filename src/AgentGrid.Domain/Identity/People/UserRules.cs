using System.Buffers;

namespace AgentGrid.Domain.Identity.People;

/// <summary>The bounds of a user's fields.</summary>
public static class UserRules
{
    /// <summary>Most characters of an e-mail address (RFC 5321 section 4.5.3.1.3, without the angle brackets).</summary>
    public const int MaxEmailLength = 254;

    private const int MaxLocalLength = 64;

    // RFC 5322 section 3.2.3: only a quoted local part may hold them, and what reads addresses gives them a meaning of its own.
    private static readonly SearchValues<char> Specials = SearchValues.Create("()<>[]:;,\\\"");

    /// <summary>
    /// The stored form of an e-mail address: trimmed, in lower case. Two addresses are the same user's exactly when these are equal. Null when it is none: one @ with
    /// something on both sides, at most <see cref="MaxEmailLength"/> visible ASCII characters, none of those that RFC 5322 has quoted. Other scripts are refused because
    /// their lower case is not one thing to all who compare it (dotless i, Kelvin sign), which has let strangers into accounts elsewhere; an international domain is
    /// written in its xn-- form.
    /// </summary>
    public static string? NormalizeEmail(string? email)
    {
        var trimmed = email.AsSpan().Trim();
        var at = trimmed.IndexOf('@');
        return trimmed.Length <= MaxEmailLength && at is > 0 and <= MaxLocalLength && at == trimmed.LastIndexOf('@') && at < trimmed.Length - 1
            && !trimmed.ContainsAnyExceptInRange('!', '~') && !trimmed.ContainsAny(Specials)
            ? trimmed.ToString().ToLowerInvariant()
            : null;
    }

    /// <summary>Checks the fields of a new user.</summary>
    /// <returns>Messages by field name (camelCase), empty when all is well. Messages never repeat the value.</returns>
    public static IReadOnlyDictionary<string, string[]> ValidateNew(UserFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var errors = Validate(fields);
        if (NormalizeEmail(fields.Email) is null) errors["email"] = [$"Must be an e-mail address of at most {MaxEmailLength} visible ASCII characters."];
        if (fields.Role is null) errors["role"] = [RoleMessage];
        return errors;
    }

    /// <summary>Checks the fields of a change; those that are null stay as they are. The address never changes.</summary>
    /// <returns>Messages by field name (camelCase), empty when all is well.</returns>
    public static IReadOnlyDictionary<string, string[]> ValidateChange(string? displayName, string? role) => Validate(new UserFields(null, displayName, role));

    private const string RoleMessage = "Must be admin, operator or user.";

    private static Dictionary<string, string[]> Validate(UserFields fields)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (fields.DisplayName is not null && !DisplayText.IsName(fields.DisplayName)) errors["displayName"] = [DisplayText.NameMessage];
        if (fields.Role is not null && !UserRoles.IsKnown(fields.Role)) errors["role"] = [RoleMessage];
        return errors;
    }
}
