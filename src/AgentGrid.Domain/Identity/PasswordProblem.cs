namespace AgentGrid.Domain.Identity;

/// <summary>Why a new password is refused.</summary>
public enum PasswordProblem
{
    /// <summary>Fewer than <see cref="PasswordRules.MinLength"/> characters.</summary>
    TooShort,

    /// <summary>More than <see cref="PasswordRules.MaxLength"/> characters.</summary>
    TooLong,

    /// <summary>Not well-formed Unicode: half of a surrogate pair.</summary>
    NotText,

    /// <summary>Repetitions or runs such as 123456 or qwerty make up nearly all of it.</summary>
    Predictable,

    /// <summary>Nothing but words that many passwords are made of, with a few digits or signs.</summary>
    Common,

    /// <summary>Nothing but such words and the user's own name, address or this product's name.</summary>
    Personal,
}
