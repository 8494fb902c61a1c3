namespace Reports.Service.Protection;

/// <summary>Text that is shown to whoever asked for it and to nobody else: printed or logged by mistake, it says nothing.</summary>
/// <param name="text">The secret.</param>
public sealed class SecretText(string text)
{
    /// <summary>The secret itself, for the one place that seals it or shows it.</summary>
    public string Reveal() => text;

    public override string ToString() => "(secret)";
}

/// <summary>Fills bytes with chance that nobody can foresee; a test gives one that follows from a seed.</summary>
public delegate void FillRandom(Span<byte> bytes);
