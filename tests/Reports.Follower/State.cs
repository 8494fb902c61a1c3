using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Reports.Follower;

/// <summary>
/// What the consumer keeps. The id of the last change is committed by the transaction that takes the change: so whatever happens to
/// either side, each change is taken once.
/// </summary>
internal sealed class State : IDisposable
{
    private readonly SqliteConnection _connection;

    private State(SqliteConnection connection) => _connection = connection;

    /// <summary>The id of the last message that was taken; "0" before the first.</summary>
    public string Last => (string)Command("SELECT last FROM feed").ExecuteScalar()!;

    public static State Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        var state = new State(connection);
        state.Command("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL").ExecuteNonQuery();
        state.Command("""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS feed (id INTEGER PRIMARY KEY CHECK (id = 1), last TEXT NOT NULL);
            INSERT OR IGNORE INTO feed VALUES (1, '0');
            CREATE TABLE IF NOT EXISTS districts (id TEXT PRIMARY KEY, status TEXT NOT NULL, parties TEXT NOT NULL, "on" TEXT NOT NULL, position INTEGER NOT NULL, changes INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS kinds (kind TEXT PRIMARY KEY, changes INTEGER NOT NULL);
            COMMIT;
            """).ExecuteNonQuery();
        return state;
    }

    /// <summary>Takes a message, whole or not at all.</summary>
    public void Take(Message message)
    {
        using var transaction = _connection.BeginTransaction();
        // A mark says only how far the log is.
        if (message.Event != "position")
        {
            Command("INSERT INTO kinds VALUES ($kind, 1) ON CONFLICT DO UPDATE SET changes = changes + 1", ("$kind", message.Event)).ExecuteNonQuery();
            if (message.Event == "status-changed") TakeStatus(JsonNode.Parse(message.Data)!["data"]!);
        }

        Command("UPDATE feed SET last = $last", ("$last", message.Id)).ExecuteNonQuery();
        transaction.Commit();
    }

    public string ToJson()
    {
        var (districts, kinds) = (new JsonObject(), new JsonObject());
        using (var rows = Command("""SELECT id, status, parties, "on", position, changes FROM districts ORDER BY id""").ExecuteReader())
            while (rows.Read())
                districts[rows.GetString(0)] = new JsonObject
                {
                    ["status"] = rows.GetString(1),
                    ["parties"] = JsonNode.Parse(rows.GetString(2)),
                    ["on"] = rows.GetString(3),
                    ["position"] = rows.GetInt64(4),
                    ["changes"] = rows.GetInt64(5),
                };
        using (var rows = Command("SELECT kind, changes FROM kinds ORDER BY kind").ExecuteReader())
            while (rows.Read()) kinds[rows.GetString(0)] = rows.GetInt64(1);
        return new JsonObject { ["last"] = Last, ["districts"] = districts, ["kinds"] = kinds }.ToJsonString();
    }

    public void Dispose() => _connection.Dispose();

    private void TakeStatus(JsonNode change)
    {
        var after = change["after"]!;
        Command(
            """
            INSERT INTO districts VALUES ($id, $status, $parties, $on, $position, 1)
            ON CONFLICT DO UPDATE SET status = $status, parties = $parties, "on" = $on, position = $position, changes = changes + 1
            """,
            ("$id", (string)change["subject"]!), ("$status", (string)after["status"]!), ("$parties", after["parties"]!.ToJsonString()), ("$on", (string)change["on"]!),
            ("$position", ((long)change["position"]!).ToString(CultureInfo.InvariantCulture))).ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params (string Name, string Value)[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts above, nothing that anybody sent.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
