using Reports.EventStore.Integrity;

namespace Reports.Service.Integrity;

/// <summary>Where the tree, the checkpoints and the signing key of a log are kept.</summary>
/// <param name="Tiles">The tiles of the tree.</param>
/// <param name="History">The checkpoints and public keys.</param>
/// <param name="KeyPath">The private key: best on other media than the ledger.</param>
public sealed record IntegrityFiles(TreeFolder Tiles, CheckpointHistory History, string KeyPath)
{
    /// <summary>In a folder of one ledger's own: <c>tiles</c>, <c>checkpoints</c>, <c>signing-key</c>. For a log that is no file here.</summary>
    /// <param name="folder">The folder; it need not be there yet.</param>
    /// <param name="keyPath">The private key; null for the one in the folder.</param>
    public static IntegrityFiles In(string folder, string? keyPath = null) => new(
        new TreeFolder(Path.Combine(folder, "tiles")), new CheckpointHistory(Path.Combine(folder, "checkpoints")), keyPath ?? Path.Combine(folder, "signing-key"));

    /// <summary>Beside a ledger file.</summary>
    /// <param name="ledger">The ledger file, as a log names it: the file itself and not a link to it.</param>
    /// <param name="keyPath">The private key; null for <c>LEDGER-signing-key</c>.</param>
    public static IntegrityFiles Beside(string ledger, string? keyPath = null) =>
        new(TreeFolder.Beside(ledger), CheckpointHistory.Beside(ledger), keyPath ?? ledger + "-signing-key");

    /// <summary>Looks whether the key can sign.</summary>
    /// <exception cref="Queries.RefusedException">There is none, or it is not the one that was recorded.</exception>
    public void CheckKey() => SigningKeys.Load(this).Dispose();
}
