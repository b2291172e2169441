namespace Orleans.CodeGeneration;

/// <summary>The result of calls without result.</summary>
public readonly struct Nothing;
