using System.Text;

namespace AgentGrid.Domain.Audit;

/// <summary>
/// Makes events fit for a chain: texts of bounded length without NUL and half surrogates, time in whole microseconds. So an event from a stranger (a name, an address) can
/// never hold up the chain. Details are not touched: their writer is the grid itself.
/// </summary>
public static class AuditEventBounds
{
    /// <summary>Most characters of ids, words and addresses.</summary>
    public const int MaxText = 400;

    /// <summary>Most characters of names.</summary>
    public const int MaxName = 800;

    /// <summary>The event with what does not fit cut off or replaced by U+FFFD; the same object when everything fits.</summary>
    public static AuditEvent Fit(AuditEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var actor = happened.Actor;
        var target = happened.Target;
        var fits = Fits(actor.Id, MaxText) && Fits(actor.Kind, MaxText) && Fits(actor.Name, MaxName) && Fits(happened.Action, MaxText)
            && (target is null || (Fits(target.Type, MaxText) && Fits(target.Id, MaxText) && Fits(target.Name, MaxName)))
            && Fits(happened.Address, MaxText) && Fits(happened.RequestId, MaxText) && happened.Time.Ticks % TimeSpan.TicksPerMicrosecond == 0;
        return fits ? happened : happened with
        {
            Time = happened.Time.AddTicks(-(happened.Time.Ticks % TimeSpan.TicksPerMicrosecond)),
            Actor = new AuditActor(Cut(actor.Id, MaxText)!, Cut(actor.Kind, MaxText)!, Cut(actor.Name, MaxName)),
            Action = Cut(happened.Action, MaxText)!,
            Target = target is null ? null : new AuditTarget(Cut(target.Type, MaxText)!, Cut(target.Id, MaxText)!, Cut(target.Name, MaxName)),
            Address = Cut(happened.Address, MaxText),
            RequestId = Cut(happened.RequestId, MaxText),
        };
    }

    private static bool Fits(string? text, int most) => text is null || (text.Length <= most && !text.Contains('\0') && IsWhole(text));

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF')) return true;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var read) != System.Buffers.OperationStatus.Done) return false;
            text = text[read..];
        }

        return true;
    }

    private static string? Cut(string? text, int most)
    {
        if (Fits(text, most)) return text;
        var whole = new StringBuilder(most);
        foreach (var rune in text!.EnumerateRunes())
        {
            if (whole.Length + rune.Utf16SequenceLength > most) break;
            whole.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        }

        return whole.ToString();
    }
}
