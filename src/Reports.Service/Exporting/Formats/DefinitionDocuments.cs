using System.Text.Json;
using Reports.Domain.Gazetteer;
using Reports.Service.Appending;
using Reports.Service.Coding;

namespace Reports.Service.Exporting.Formats;

/// <summary>Definitions as gazetteer files, one for each: what <c>ingest</c> and an import take.</summary>
internal static class DefinitionDocuments
{
    /// <param name="kind">place, actor or outlet.</param>
    public static void Write(Utf8JsonWriter json, GazetteerTree names, string kind, string id) => DocumentJson.Write(json, kind switch
    {
        "place" => FactNodes.Document(("places", FactNodes.List([FactNodes.Of(names.Places[id], 1)]))),
        "actor" => FactNodes.Document(("actors", FactNodes.List([FactNodes.Of(names.Actors[id], 1)]))),
        _ => FactNodes.Document(("outlets", FactNodes.List([FactNodes.Of(names.Outlets[id], 1)]))),
    });
}
