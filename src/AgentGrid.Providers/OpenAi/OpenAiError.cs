namespace AgentGrid.Providers.OpenAi;

/// <summary>An error of the OpenAI dialect: <c>{"error":{"message","type","param","code"}}</c>.</summary>
/// <param name="Status">HTTP status it is sent with, 400–599.</param>
/// <param name="Message">A sentence for the developer; says what to do.</param>
/// <param name="Type">For example <c>invalid_request_error</c>.</param>
/// <param name="Param">The request member at fault, or null.</param>
/// <param name="Code">A word for programs, or null.</param>
public sealed record OpenAiError(int Status, string Message, string Type, string? Param = null, string? Code = null)
{
    internal static OpenAiError Invalid(string message, string? param = null, string? code = null) =>
        new(400, message, "invalid_request_error", param, code);
}
