using System.Text.Json;

namespace AgentGrid.Providers.OpenAi;

/// <summary>Walks the tokens of a payload; everything it does not know is skipped.</summary>
internal static class OpenAiPayloadParser
{
    public static void ReadRoot(ref Utf8JsonReader reader, ref OpenAiPayload payload)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                ReadChoices(ref reader, ref payload);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                payload.Id = ReadRange(ref reader);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                payload.Model = ReadRange(ref reader);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                ReadUsage(ref reader, ref payload);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                payload.HasError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                payload.HasError |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                payload.HasData |= reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ref OpenAiPayload payload)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        payload.HasChoices = true;
        payload.ChoiceCount = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            payload.ChoiceCount++;
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadChoice(ref reader, ref payload, payload.ChoiceCount == 1);
            else
                reader.Skip();
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ref OpenAiPayload payload, bool isFirst)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                ReadMessage(ref reader, ref payload, isFirst);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                // Some upstreams send an empty reason with every chunk.
                if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty)
                    payload.FinishReason = Utf8Names.Get(reader.ValueSpan);
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ref OpenAiPayload payload, bool isFirst)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            var isContent = !isRole && reader.ValueTextEquals("content"u8);
            var isToolCalls = !isRole && !isContent && reader.ValueTextEquals("tool_calls"u8);
            var isRefusal = !isRole && !isContent && !isToolCalls && reader.ValueTextEquals("refusal"u8);
            var value = ReadRange(ref reader, out var isEmpty);
            payload.HasContent |= !isRole && !isEmpty;
            if (!isFirst)
                continue;
            if (isRole)
                payload.Role = value;
            else if (isContent)
                payload.Content = value;
            else if (isToolCalls)
                payload.ToolCalls = value;
            else if (isRefusal)
                payload.Refusal = value;
        }
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ref OpenAiPayload payload)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        payload.HasUsage = true;
        long? input = null, output = null, cached = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
                input = ReadCount(ref reader);
            else if (reader.ValueTextEquals("completion_tokens"u8))
                output = ReadCount(ref reader);
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
                cached = ReadCached(ref reader);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        payload.Usage = new OpenAiUsage(input, output, cached);
    }

    private static long? ReadCached(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        long? cached = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
                cached = ReadCount(ref reader);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return cached;
    }

    private static long? ReadCount(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0)
            return count;
        reader.Skip();
        return null;
    }

    private static Range ReadRange(ref Utf8JsonReader reader) => ReadRange(ref reader, out _);

    private static Range ReadRange(ref Utf8JsonReader reader, out bool isEmpty)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        isEmpty = reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        isEmpty |= isArray && end - start == 2;
        return start..end;
    }
}
