namespace Reports.EventStore.EventStoreDb.Connection;

/// <summary>A connection string that says nothing clear. The message names the part, and never holds a password.</summary>
public sealed class ConnectionStringException(string message) : FormatException(message);
