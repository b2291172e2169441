using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

/// <summary>
/// What the gateway needs to know of a completion, a stream chunk, or an embeddings answer, found in one pass that copies nothing.
/// Choice members are those of the first choice; ranges count bytes of the payload and cover raw JSON values.
/// </summary>
internal struct OpenAiPayload
{
    public bool HasError;
    public bool HasChoices;
    public bool HasData;
    public bool HasUsage;
    public bool HasContent;
    public int ChoiceCount;
    public OpenAiUsage Usage;
    public string? FinishReason;
    public Range Id;
    public Range Model;
    public Range Role;
    public Range Content;
    public Range Refusal;
    public Range ToolCalls;

    /// <summary>False when the bytes are not exactly one JSON object.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out OpenAiPayload payload)
    {
        payload = default;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            OpenAiPayloadParser.ReadRoot(ref reader, ref payload);
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
