using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

/// <summary>Checks the members that an upstream would refuse anyway, with the refusals that OpenAI's API gives.</summary>
internal static class RequestShape
{
    public static OpenAiError Missing(string param) =>
        OpenAiError.Invalid($"Missing required parameter: '{param}'.", param, "missing_required_parameter");

    public static OpenAiError WrongType(string param, string expected, ref Utf8JsonReader reader) =>
        OpenAiError.Invalid($"Invalid type for '{param}': expected {expected}, but got {Describe(reader.TokenType)} instead.", param, "invalid_type");

    /// <summary>A non-empty array of objects, each with a string <c>role</c>.</summary>
    public static OpenAiError? ReadMessages(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return WrongType("messages", "an array of objects", ref reader);
        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return WrongType($"messages[{index}]", "an object", ref reader);
            var hasRole = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRole = reader.ValueTextEquals("role"u8);
                reader.Read();
                if (isRole && reader.TokenType != JsonTokenType.String)
                    return WrongType($"messages[{index}].role", "a string", ref reader);
                hasRole |= isRole;
                reader.Skip();
            }
            if (!hasRole)
                return Missing($"messages[{index}].role");
            index++;
        }
        return index == 0 ? EmptyArray("messages") : null;
    }

    /// <summary>A non-empty string, or a non-empty array of strings, of token numbers or of arrays of token numbers.</summary>
    public static OpenAiError? ReadInput(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.ValueSpan.IsEmpty ? OpenAiError.Invalid("Invalid 'input': empty string.", "input", "empty_string") : null;
        if (reader.TokenType != JsonTokenType.StartArray)
            return WrongType("input", "a string or an array", ref reader);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.StartArray))
                return WrongType($"input[{count}]", "a string, a number or an array of numbers", ref reader);
            reader.Skip();
            count++;
        }
        return count == 0 ? EmptyArray("input") : null;
    }

    private static OpenAiError EmptyArray(string param) => OpenAiError.Invalid(
        $"Invalid '{param}': empty array. Expected an array with minimum length 1, but got an empty array instead.", param, "empty_array");

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
