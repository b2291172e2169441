namespace AgentGrid.Domain.Agents;

/// <summary>What an agent's endpoint speaks. On the wire: the lower-case name.</summary>
public enum AgentKind
{
    /// <summary>An identity only: it cannot be dispatched to.</summary>
    None,

    /// <summary>OpenAI chat completions, or anything compatible.</summary>
    OpenAi,

    /// <summary>Anthropic messages.</summary>
    Anthropic,

    /// <summary>Gemini generateContent.</summary>
    Gemini,

    /// <summary>An Ollama server.</summary>
    Ollama,

    /// <summary>An OpenClaw gateway.</summary>
    OpenClaw,
}
