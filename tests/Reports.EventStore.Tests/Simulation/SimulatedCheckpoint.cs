using Reports.Faults;
using Reports.Projections;
using Reports.Projections.Checkpoints;

namespace Reports.EventStore.Tests.Simulation;

/// <summary>
/// Saved views beside a simulated ledger. After a power failure there are the last ones, the ones before, none, or a mixture,
/// which a file system that renames before it writes would leave: they are right or refused.
/// </summary>
internal sealed class SimulatedCheckpoint(ulong seed)
{
    private readonly List<(int Changes, byte[] Bytes)> _saved = [];
    private byte[] _file = [];
    private bool _isWhole = true;

    /// <param name="views">What is saved.</param>
    /// <param name="changes">How many changes of the disk went before.</param>
    public async Task SaveAsync(Views views, int changes)
    {
        using var stream = new MemoryStream();
        await views.SaveAsync(stream, new CheckpointOrigin(views.Position, seed, Guid.Empty));
        _saved.Add((changes, stream.ToArray()));
    }

    /// <summary>Decides what is left when the power fails after so many changes of the disk.</summary>
    public void Crash(int changes, ref SplitMix random)
    {
        (byte[] Bytes, bool IsWhole)[] files = [([], true), (_file, _isWhole), .. _saved.Where(s => s.Changes <= changes).Select(s => (s.Bytes, true))];
        var (old, last) = (files[^2].Bytes, files[^1].Bytes);
        _file = random.Below(4) switch
        {
            0 => old,
            1 or 2 => last,
            _ => [.. last.AsSpan(0, (int)random.Below((ulong)last.Length + 1)), .. random.Below(2) == 0 ? [] : old.AsSpan(Math.Min(old.Length, last.Length / 2))],
        };
        _isWhole = files.Any(f => f.IsWhole && f.Bytes.AsSpan().SequenceEqual(_file));
        _saved.Clear();
    }

    /// <summary>The views of what is left, if it can be used.</summary>
    public Views? Restore()
    {
        using var stream = new MemoryStream(_file);
        Views? views = null;
        var isTaken = CheckpointReader.TryOpen(stream, out var reader, out var refusal) && reader!.TryRead(out views, out refusal);
        Assert.True(isTaken == (_isWhole && _file.Length > 0), $"a checkpoint {(_isWhole ? $"that is whole {refusal?.Reason}" : "in pieces was taken")}");
        Assert.True(views is null || views.Position == reader!.Origin.Position);
        return views;
    }
}
