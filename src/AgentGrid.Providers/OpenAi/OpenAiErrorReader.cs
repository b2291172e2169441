using System.Text;
using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

internal static class OpenAiErrorReader
{
    private const int DefaultStatus = 502;

    public static OpenAiError? Read(ReadOnlySpan<byte> body, int status)
    {
        var fields = new Fields();
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !ReadFields(ref reader, ref fields, isRoot: true))
                return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
        if (status < 400)
            status = int.TryParse(fields.Code, out var code) && code is >= 400 and <= 599 ? code : DefaultStatus;
        return new OpenAiError(status, fields.Message ?? "The upstream reported an error without a message.", fields.Type ?? "upstream_error", fields.Param, fields.Code);
    }

    /// <summary>True when the object holds an error: at the root under <c>error</c> or by <c>"object":"error"</c>.</summary>
    private static bool ReadFields(ref Utf8JsonReader reader, ref Fields fields, bool isRoot)
    {
        var isError = !isRoot;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Read();
            switch (name)
            {
                case "error" when isRoot && reader.TokenType == JsonTokenType.StartObject:
                    isError = ReadFields(ref reader, ref fields, isRoot: false);
                    break;
                case "error" when isRoot && reader.TokenType == JsonTokenType.String:
                    isError = true;
                    fields.Message = reader.GetString();
                    break;
                case "object" when isRoot && reader.TokenType == JsonTokenType.String:
                    isError |= reader.ValueTextEquals("error"u8);
                    break;
                case "message":
                    fields.Message ??= Scalar(ref reader);
                    break;
                case "type":
                    fields.Type ??= Scalar(ref reader);
                    break;
                case "param":
                    fields.Param ??= Scalar(ref reader);
                    break;
                case "code":
                    fields.Code ??= Scalar(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return isError;
    }

    private static string? Scalar(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        if (reader.TokenType == JsonTokenType.Number)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        reader.Skip();
        return null;
    }

    private struct Fields
    {
        public string? Message;
        public string? Type;
        public string? Param;
        public string? Code;
    }
}
