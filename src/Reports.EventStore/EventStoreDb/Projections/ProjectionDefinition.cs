using System.Text.Json;
using Reports.EventStore.EventStoreDb.Reading;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Projections;

/// <summary>
/// A projection as the server keeps it: the last event of the stream <c>$projections-NAME</c>, from which the server itself starts
/// it. The protocol has no call that gives a query back.
/// </summary>
internal sealed record ProjectionDefinition(string Query, string Mode, bool IsEnabled, bool Emits)
{
    private const string Stored = "$ProjectionUpdated";

    /// <returns>Null where there is no such projection.</returns>
    /// <exception cref="LogForeignException">What the server keeps is none of the known form.</exception>
    /// <exception cref="LogException">The server cannot be reached, or refuses.</exception>
    public static async Task<ProjectionDefinition?> ReadAsync(ServerReads reads, string name, CancellationToken cancellation)
    {
        if (await reads.LastAsync(new StreamName("$projections-" + name), cancellation) is not { } last) return null;
        try
        {
            if (last.TypeText != Stored) throw new FormatException($"its last event is a {Domain.Text.SafeText.Show(last.TypeText)}");
            return Parse(last.Data);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw new LogForeignException($"{reads.Cluster.Name}: the definition of the projection {name} is of a form that this version does not know: {Domain.Text.SafeText.Show(e.Message)}");
        }
    }

    /// <summary>Properties that are false are left out by the server.</summary>
    internal static ProjectionDefinition? Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (Flag(root, "deleted") || Flag(root, "deleting")) return null;
        return new ProjectionDefinition(Text(root, "query"), Text(root, "mode"), Flag(root, "enabled"), Flag(root, "emitEnabled"));
    }

    private static bool Flag(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.GetBoolean();

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.GetString() is { } text ? text : "";
}
