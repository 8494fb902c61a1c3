using System.Security.Cryptography;
using System.Text;
using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Pages.Audit;

/// <summary>An event of the log as it is stored, and what it says where it is one of a ledger.</summary>
/// <param name="Data">As stored.</param>
/// <param name="Metadata">As stored.</param>
/// <param name="Says">What it says; null where no ledger wrote it.</param>
/// <param name="Recorded">Who recorded it, when; null likewise.</param>
public sealed record LoggedEvent(
    long Position, string Stream, long Revision, string Type, Guid Id, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata, LedgerEvent? Says, EventMetadata? Recorded)
{
    /// <summary>The source in whose stream it is; null for other streams.</summary>
    public string? Source => Stream.StartsWith("source-", StringComparison.Ordinal) ? Stream["source-".Length..] : null;

    public string DataText => Encoding.UTF8.GetString(Data.Span);

    public string MetadataText => Encoding.UTF8.GetString(Metadata.Span);

    /// <summary>SHA-256 in hexadecimal digits.</summary>
    public string DataHash => Convert.ToHexStringLower(SHA256.HashData(Data.Span));

    public string MetadataHash => Convert.ToHexStringLower(SHA256.HashData(Metadata.Span));

    /// <param name="recorded">An event of any kind of log; it is copied.</param>
    public static LoggedEvent Of(in RecordedEvent recorded)
    {
        var copy = recorded.Copy();
        LedgerEvent? says = null;
        EventMetadata? by = null;
        try
        {
            says = EventReader.Default.Read(copy);
            by = EventMetadata.Parse(copy.Metadata);
        }
        catch (Exception e) when (e is MalformedEventException or FormatException)
        {
            // What a ledger did not write is shown as it is, and says nothing.
        }

        return new LoggedEvent(copy.Position.Commit, copy.StreamText, copy.Revision, copy.TypeText, copy.Id, copy.Data, copy.Metadata, says, by);
    }

    /// <summary>The position at which a list goes on after it.</summary>
    public long Next(bool isNewestFirst) => isNewestFirst ? Position - 1 : Position + 1;
}
