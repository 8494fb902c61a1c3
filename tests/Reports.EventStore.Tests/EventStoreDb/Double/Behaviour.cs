using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

/// <summary>What a double does otherwise than a server at its best. Set before or between calls.</summary>
public sealed class Behaviour
{
    private int _dropsAfterCommit;
    private int _dropsBeforeCommit;
    private int _reads;

    /// <summary>False: there is no such service.</summary>
    public bool HasFeatures { get; set; } = true;

    public bool HasBatchAppend { get; set; } = true;

    /// <summary>Older servers do not.</summary>
    public bool SendsCaughtUp { get; set; } = true;

    /// <summary>The node is no leader and names this one.</summary>
    public (string Host, int Port)? Leader { get; set; }

    /// <summary>Summed over the events of an append.</summary>
    public int MaxAppendBytes { get; set; } = 1024 * 1024;

    /// <summary>Reads that were asked for so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Needed by every call but gossip and features: user:password.</summary>
    public string? Credentials { get; set; }

    /// <summary>Who is not in $admins may not read the server's own streams.</summary>
    public bool IsAdministrator { get; set; } = true;

    /// <summary>Null: RunProjections: None, and there is no such service. Set before the server starts.</summary>
    public ProjectionBehaviour? Projections { get; set; }

    /// <summary>A read's connection is lost when it has sent so many messages, once for each number.</summary>
    public ConcurrentQueue<int> ReadsLost { get; } = new();

    /// <summary>Why every append is refused; null where none is.</summary>
    public string? Refusal { get; set; }

    /// <summary>Each append waits for this.</summary>
    public Task? Gate { get; set; }

    /// <summary>So many appends, after so many others, are written and their answer is lost.</summary>
    public void LoseAnswers(int count, int after = 0) => (_dropsAfterCommit, Skipped) = (count, after);

    /// <summary>So many appends are lost on the way.</summary>
    public void LoseRequests(int count) => _dropsBeforeCommit = count;

    /// <summary>Called with the stream of every append before it is written.</summary>
    public Action<string>? BeforeAppend { get; set; }

    private int Skipped { get; set; }

    public void CountRead() => Interlocked.Increment(ref _reads);

    public bool TakeAnswerLoss()
    {
        if (Volatile.Read(ref _dropsAfterCommit) == 0) return false;
        if (Skipped > 0)
        {
            Skipped--;
            return false;
        }

        return Interlocked.Decrement(ref _dropsAfterCommit) >= 0;
    }

    public bool TakeRequestLoss() => Volatile.Read(ref _dropsBeforeCommit) > 0 && Interlocked.Decrement(ref _dropsBeforeCommit) >= 0;

    /// <summary>Cuts the connection that a call came on.</summary>
    public static void Cut(ServerCallContext context) => context.GetHttpContext().Features.Get<IConnectionLifetimeFeature>()!.Abort();
}
