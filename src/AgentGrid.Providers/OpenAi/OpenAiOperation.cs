namespace AgentGrid.Providers.OpenAi;

/// <summary>What is asked of an OpenAI-compatible API; decides which request and response members are required.</summary>
public enum OpenAiOperation
{
    /// <summary><c>POST /chat/completions</c>: request <c>messages</c>, response <c>choices</c>.</summary>
    Chat,

    /// <summary><c>POST /embeddings</c>: request <c>input</c>, response <c>data</c>.</summary>
    Embeddings,
}
