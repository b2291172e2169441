using System.Text.Json;
using System.Text.Unicode;

namespace AgentGrid.Providers.OpenAi;

/// <summary>One pass over a request body: validates it and remembers the places that <see cref="OpenAiRequest"/> may rewrite.</summary>
internal sealed class RequestScan
{
    private int _models;
    private int _streams;
    private bool _sawStreamOptions;
    private bool _sawRequired;

    public List<RequestSplice> Splices { get; } = new(4);

    public string? Model { get; private set; }

    public bool Stream { get; private set; }

    public bool IncludeUsage { get; private set; }

    /// <summary>One past the closing brace; what follows is white space.</summary>
    public int End { get; private set; }

    public OpenAiError? Read(ReadOnlySpan<byte> utf8, OpenAiOperation operation)
    {
        if (!Utf8.IsValid(utf8))
            return OpenAiError.Invalid("The request body is not valid UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = OpenAiRequest.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return OpenAiError.Invalid("The request body must be a JSON object.");
            var error = ReadMembers(ref reader, operation);
            if (error is not null)
                return error;
            End = (int)reader.BytesConsumed;
            reader.Read();
        }
        catch (JsonException e)
        {
            // The reader's message may quote the body; its position is enough to find the place.
            return OpenAiError.Invalid($"The request body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}; at most {OpenAiRequest.MaxDepth} levels deep).");
        }
        catch (InvalidOperationException)
        {
            return OpenAiError.Invalid("The model or a member name is not valid Unicode.", "model");
        }
        return Finish(operation);
    }

    private OpenAiError? ReadMembers(ref Utf8JsonReader reader, OpenAiOperation operation)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            OpenAiError? error;
            if (reader.ValueTextEquals("model"u8))
                error = ReadModel(ref reader);
            else if (reader.ValueTextEquals("stream"u8))
                error = ReadStream(ref reader);
            else if (reader.ValueTextEquals("stream_options"u8))
                error = ReadStreamOptions(ref reader);
            else if (operation == OpenAiOperation.Chat && reader.ValueTextEquals("messages"u8))
            {
                _sawRequired = true;
                reader.Read();
                error = RequestShape.ReadMessages(ref reader);
            }
            else if (operation == OpenAiOperation.Embeddings && reader.ValueTextEquals("input"u8))
            {
                _sawRequired = true;
                reader.Read();
                error = RequestShape.ReadInput(ref reader);
            }
            else
            {
                error = RequestNames.RefuseAtRoot(ref reader);
                reader.Read();
                reader.Skip();
            }
            if (error is not null)
                return error;
        }
        return null;
    }

    private OpenAiError? ReadModel(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            return RequestShape.WrongType("model", "a string", ref reader);
        Model = reader.GetString();
        _models++;
        AddValue(RequestSpliceKind.Model, ref reader);
        return null;
    }

    private OpenAiError? ReadStream(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            return RequestShape.WrongType("stream", "a boolean", ref reader);
        Stream = reader.TokenType == JsonTokenType.True;
        _streams++;
        AddValue(RequestSpliceKind.Stream, ref reader);
        return null;
    }

    private OpenAiError? ReadStreamOptions(ref Utf8JsonReader reader)
    {
        reader.Read();
        _sawStreamOptions = true;
        IncludeUsage = false;
        if (reader.TokenType == JsonTokenType.Null)
        {
            AddValue(RequestSpliceKind.UsageOptions, ref reader);
            return null;
        }
        if (reader.TokenType != JsonTokenType.StartObject)
            return RequestShape.WrongType("stream_options", "an object", ref reader);
        var inside = (int)reader.BytesConsumed;
        var hasFlag = false;
        var isEmpty = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isFlag = reader.ValueTextEquals("include_usage"u8);
            if (!isFlag && RequestNames.RefuseInStreamOptions(ref reader) is { } error)
                return error;
            reader.Read();
            if (isFlag)
            {
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                    return RequestShape.WrongType("stream_options.include_usage", "a boolean", ref reader);
                hasFlag = true;
                IncludeUsage = reader.TokenType == JsonTokenType.True;
                AddValue(RequestSpliceKind.UsageFlag, ref reader);
            }
            reader.Skip();
        }
        if (!hasFlag)
            Splices.Add(new RequestSplice(isEmpty ? RequestSpliceKind.UsageMember : RequestSpliceKind.UsageMemberBeforeOthers, inside, inside));
        return null;
    }

    private OpenAiError? Finish(OpenAiOperation operation)
    {
        if (Model is null)
            return RequestShape.Missing("model");
        if (Model.Length == 0)
            return OpenAiError.Invalid("Invalid 'model': empty string.", "model", "empty_string");
        if (!_sawRequired)
            return RequestShape.Missing(operation == OpenAiOperation.Chat ? "messages" : "input");
        if (!_sawStreamOptions)
            Splices.Add(new RequestSplice(RequestSpliceKind.UsageOptionsAtEnd, End - 1, End - 1));
        Settle(RequestSpliceKind.Stream, _streams);
        Settle(RequestSpliceKind.Model, _models);
        return null;
    }

    /// <summary>A repeated member: every place gets the value that counts. A single <c>stream</c> is never touched.</summary>
    private void Settle(RequestSpliceKind kind, int count)
    {
        if (kind == RequestSpliceKind.Stream && count == 1)
        {
            Splices.RemoveAt(Splices.FindIndex(s => s.Kind == kind));
            return;
        }
        if (count < 2)
            return;
        var last = Splices.FindLast(s => s.Kind == kind);
        for (var i = 0; i < Splices.Count; i++)
        {
            if (Splices[i].Kind == kind)
                Splices[i] = Splices[i] with { Same = (last.Start, last.End - last.Start) };
        }
    }

    private void AddValue(RequestSpliceKind kind, ref Utf8JsonReader reader) =>
        Splices.Add(new RequestSplice(kind, (int)reader.TokenStartIndex, (int)reader.BytesConsumed));
}
