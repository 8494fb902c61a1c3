using System.Text;
using Reports.EventStore.Log;
using Reports.Service.Appending;

namespace Reports.Service.Tests.Appending;

/// <summary>Appends as writers outside make them.</summary>
internal static class Proposals
{
    public const string Header = """
        {"v":1,"id":"s1","outlet":"new-arab","published":"2018-03-14","title":"A title","language":"en","sha256":"c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837"}
        """;

    public const string Took = """
        {"v":1,"key":"took","place":"qadam","actor":"syrian-government","relation":"took","on":"2018-03-13","by":["sohr"]}
        """;

    public static ProposedEvent Event(int id, string type, string data, string metadata = "") =>
        new(Id(id), type, Encoding.UTF8.GetBytes(data), Encoding.UTF8.GetBytes(metadata));

    public static ProposedEvent[] Source() => [Event(1, "SourceReported", Header), Event(2, "ControlReported", Took)];

    public static ProposedAppend Append(string stream, ExpectedRevision expected, params ProposedEvent[] events) =>
        new(stream, expected, events, "amira", DateTimeOffset.MaxValue);

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
}
