using AgentGrid.Contracts;
using AgentGrid.Domain.Identity.People;

namespace AgentGrid.Api.Identity.People;

/// <summary>Which users to list.</summary>
/// <param name="Search">Part of the address or display name, 1–800 characters.</param>
/// <param name="Role">With this role only.</param>
/// <param name="IsDisabled">Only those who may not sign in (true), or who may (false).</param>
public sealed record UserQuery(string? Search, string? Role, bool? IsDisabled)
{
    private const int LongestSearch = 800;

    /// <summary>The filter for the store. What could never match is refused rather than answered with an empty list.</summary>
    /// <exception cref="GridException">Invalid, with the fields.</exception>
    public UserFilter ToFilter()
    {
        var errors = new Dictionary<string, string[]>();
        if (Role is not null && !UserRoles.IsKnown(Role)) errors["role"] = ["Must be admin, operator or user."];
        if (Search is { Length: 0 or > LongestSearch } || Search?.Any(char.IsControl) == true)
            errors["q"] = [$"Must be 1 to {LongestSearch} characters without control characters."];
        return errors.Count == 0 ? new UserFilter { Query = Search, Role = Role, IsDisabled = IsDisabled } : throw GridException.Invalid(errors);
    }
}
