using Reports.EventStore.Integrity;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>Following the keys of a log from one that somebody trusts.</summary>
public sealed class LogKeysTests : IDisposable
{
    private static readonly DateTimeOffset s_at = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly SigningKey[] _keys = [.. Enumerable.Range(0, 4).Select(_ => SigningKey.Create("ledger.example"))];

    [Fact]
    public void Rotations_are_followed_in_any_order_and_those_before_the_trusted_key_are_left_out()
    {
        KeyRotation[] all = [Rotation(2, 3, 30), Rotation(0, 1, 10), Rotation(1, 2, 20)];
        Assert.Equal(_keys.Select(k => k.Verifier), LogKeys.Following(_keys[0].Verifier, all).All);
        var later = LogKeys.Following(_keys[1].Verifier, all);
        Assert.Equal(_keys[1..].Select(k => k.Verifier), later.All);
        Assert.Equal([_keys[1].Verifier], later.At(5));
        Assert.Equal([_keys[1].Verifier, _keys[2].Verifier], later.At(20));
        Assert.Equal([_keys[3].Verifier], later.At(31));
        Assert.Equal([_keys[3].Verifier], LogKeys.Following(_keys[3].Verifier, all).All);
    }

    [Fact]
    public void A_key_that_was_handed_over_twice_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => LogKeys.Following(_keys[0].Verifier, [Rotation(0, 1, 10), Rotation(0, 2, 10)]));
        Assert.Contains("handed over twice", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, LogKeys.Following(_keys[0].Verifier, [Rotation(0, 1, 10), Rotation(0, 1, 10)]).All.Count);
    }

    [Fact]
    public void A_rotation_that_goes_back_is_refused_and_a_circle_ends()
    {
        Assert.Throws<FormatException>(() => LogKeys.Following(_keys[0].Verifier, [Rotation(0, 1, 20), Rotation(1, 2, 10)]));
        Assert.Equal(3, LogKeys.Following(_keys[0].Verifier, [Rotation(0, 1, 10), Rotation(1, 0, 20)]).All.Count);
    }

    public void Dispose()
    {
        foreach (var key in _keys) key.Dispose();
    }

    private KeyRotation Rotation(int from, int to, long size) =>
        new(_keys[from].Verifier, _keys[to].Verifier, new Checkpoint("ledger.example", size, MerkleHash.Empty), s_at);
}
