using System;

namespace AgentGrid.Engine.Generator;

/// <summary>What one declaration gives: a source file and a line for the registration.</summary>
internal readonly struct Piece(string name, string source, string registration) : IEquatable<Piece>
{
    public string Name => name;

    public string Source => source;

    public string Registration => registration;

    public bool IsEmpty => name is null;

    public bool Equals(Piece other) => Name == other.Name && Source == other.Source && Registration == other.Registration;

    public override bool Equals(object? obj) => obj is Piece other && Equals(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(source ?? "");
}
