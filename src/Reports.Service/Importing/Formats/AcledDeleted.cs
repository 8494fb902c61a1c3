using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats;

/// <summary>ACLED's list of events that it deleted: each is withdrawn, and stays readable.</summary>
internal sealed class AcledDeleted : RowFormat
{
    public override string Name => "acled-deleted";

    public override string Summary => "Events that ACLED deleted: their sources are withdrawn.";

    public override string Prefix => "acled";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        new("event_id_cnty", "the source acled-ID, which is withdrawn; one that the ledger does not have changes nothing"),
        new("deleted_timestamp", "part of the reason"),
    ];

    public override IReadOnlyList<string> Rules { get; } = [];

    public override IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings) => new Mapping(columns);

    private sealed class Mapping(CsvColumns columns) : IRowMapping
    {
        private readonly int _id = columns["event_id_cnty"];
        private readonly int _deleted = columns["deleted_timestamp"];

        public void Map(CsvRow row, MappedRow mapped)
        {
            var id = row.Required(_id, CodingLimits.NameCharacters);
            var deleted = row.Required64(_deleted);
            if (row.Problem is not null) return;
            mapped.Withdraw(row, Slugs.Of("acled-", id), Acled.Publisher.Id, $"ACLED deleted the event, timestamp {deleted}");
        }
    }
}
