using MediatR;
using Reports.Domain.Policies;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Exporting;

/// <summary>Writes everything of one kind at a cut in one format. The same log and the same cut give the same bytes.</summary>
/// <param name="Content">What is exported.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Cut">The cut.</param>
/// <param name="Policy">Null for the one in force at the cut.</param>
/// <param name="Output">Where it goes, piece by piece; it need not be seekable.</param>
/// <param name="Roots">Of the ledger's log.</param>
[Needs(Permission.Read)]
public sealed record ExportLedger(
    Ledger Ledger, ExportContent Content, ExportFormat Format, CutRequest Cut, Policy? Policy, Stream Output, LogRoots Roots) : IRequest<ExportReport>
{
    /// <summary>For changes: only those after this position.</summary>
    public long After { get; init; }

    /// <summary>Told what the export is made from, before its first byte.</summary>
    public Action<ExportOrigin>? Began { get; init; }

    /// <summary>Told how far it has come.</summary>
    public IProgress<ExportProgress>? Progress { get; init; }
}

/// <summary>How far an export has come.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="Total">Rows in all, at most; 0 where nobody knows.</param>
public readonly record struct ExportProgress(long Rows, long Total);

/// <param name="Rows">Statuses, figures, incidents, facts, changes or entries that were written.</param>
/// <param name="Bytes">Bytes that were written.</param>
/// <param name="Sha256">Of those bytes, 64 hexadecimal digits.</param>
/// <param name="Columns">Of a format with columns, each with its hashtag; empty for others.</param>
public sealed record ExportReport(ExportOrigin Origin, long Rows, long Bytes, string Sha256, IReadOnlyList<ExportColumn> Columns);

/// <param name="Hxl">The hashtag with its attributes.</param>
/// <param name="Datatype">Of XML Schema, as CSV on the Web has them.</param>
public sealed record ExportColumn(string Name, string Hxl, string Datatype);
