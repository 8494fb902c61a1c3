using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.Gossip;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.EventStore.Tests.EventStoreDb;

/// <summary>Connections that break, nodes that are not the right ones, servers that refuse.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private static readonly StreamName A = new("source-a");
    private readonly List<IAsyncDisposable> _opened = [];
    private ServerDouble _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ServerDouble.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened)) await opened.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_append_whose_answer_was_lost_is_written_once(bool hasBatchAppend)
    {
        _server.Behaviour.HasBatchAppend = hasBatchAppend;
        var log = await OpenAsync();
        _server.Behaviour.LoseAnswers(3);
        Assert.Equal(2, (await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 3), Cancellation)).Revision);
        Assert.Equal(3, (await log.AppendAsync(A, ExpectedRevision.Exactly(2), TestEvents.Events(4, 1), Cancellation)).Revision);
        Assert.Equal([1, 2, 3, 4], await NumbersAsync(log));
    }

    [Fact]
    public async Task An_append_that_was_lost_on_the_way_is_sent_again()
    {
        var log = await OpenAsync();
        _server.Behaviour.LoseRequests(3);
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 3), Cancellation);
        Assert.Equal([1, 2, 3], await NumbersAsync(log));
    }

    [Fact]
    public async Task Appends_side_by_side_survive_a_lost_connection()
    {
        var log = await OpenAsync();
        _server.Behaviour.LoseAnswers(4, after: 10);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(
            () => log.AppendAsync(new StreamName($"source-{i}"), ExpectedRevision.NoStream, TestEvents.Events(i * 10, 3), Cancellation).AsTask(), Cancellation)));
        for (var i = 0; i < 30; i++) Assert.Equal(3, _server.Store.Stream($"source-{i}")!.Count);
    }

    [Fact]
    public async Task Reads_go_on_where_the_connection_was_lost()
    {
        var log = await OpenAsync();
        for (var i = 0; i < 10; i++) await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1 + (i * 100), 100), Cancellation);
        foreach (var most in new[] { 0, 1, 300, 3, 700 }) _server.Behaviour.ReadsLost.Enqueue(most);
        Assert.Equal(Enumerable.Range(1, 1000), await NumbersAsync(log));
        foreach (var most in new[] { 0, 600, 0, 5 }) _server.Behaviour.ReadsLost.Enqueue(most);
        Assert.Equal(Enumerable.Range(1, 1000).Reverse(), await NumbersAsync(log, new LogRead(Direction: ReadDirection.Backwards)));
    }

    [Fact]
    public async Task A_subscription_misses_and_doubles_nothing_when_it_is_dropped()
    {
        var log = await OpenAsync();
        await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1, 10), Cancellation);
        var seen = new List<int>();
        await foreach (var page in log.SubscribeAsync(Position.Start, cancellation: Cancellation))
        {
            seen.AddRange(page.Events.ToArray().Select(TestEvents.NumberOf));
            if (!page.CaughtUp) continue;
            if (seen.Count >= 100) break;
            // The subscription and the reads beside it lose their connections at different places.
            _server.Behaviour.ReadsLost.Enqueue(seen.Count % 7);
            await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(seen.Count + 1, 10), Cancellation);
        }

        Assert.Equal(Enumerable.Range(1, seen.Count), seen);
    }

    [Fact]
    public async Task A_restarted_server_is_found_again_by_a_subscription()
    {
        var log = await OpenAsync(s => s + "&discoveryInterval=20&maxDiscoverAttempts=500");
        await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1, 5), Cancellation);
        await using var pages = log.SubscribeAsync(Position.Start, cancellation: Cancellation).GetAsyncEnumerator(Cancellation);
        var seen = await UntilCaughtUpAsync(pages);
        var (store, port) = (_server.Store, _server.Port);
        await _server.DisposeAsync();
        var next = UntilCaughtUpAsync(pages);
        store.Append("source-a", ExpectedRevision.Any, [new Proposed(TestEvents.IdOf(6), "Tested", Google.Protobuf.ByteString.CopyFromUtf8("{\"n\":6}"), Google.Protobuf.ByteString.Empty)]);
        _server = await ServerDouble.StartAsync(store, port: port);
        seen.AddRange(await next);
        Assert.Equal([1, 2, 3, 4, 5, 6], seen);
    }

    [Fact]
    public async Task The_leader_that_a_node_names_is_gone_to()
    {
        await using var leader = await ServerDouble.StartAsync(_server.Store);
        var log = await OpenAsync();
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 2), Cancellation);
        _server.Behaviour.Leader = ("127.0.0.1", leader.Port);
        await log.AppendAsync(A, ExpectedRevision.Exactly(1), TestEvents.Events(3, 2), Cancellation);
        Assert.Equal([1, 2, 3, 4], await NumbersAsync(log));
    }

    [Fact]
    public async Task Gossip_leads_to_the_leader_from_the_first_seed_that_answers()
    {
        await using var leader = await ServerDouble.StartAsync(_server.Store);
        _server.Behaviour.Leader = ("127.0.0.1", leader.Port);
        _server.Members.Add(Member(_server.Port, MemberInfo.Types.VNodeState.Follower));
        _server.Members.Add(Member(leader.Port, MemberInfo.Types.VNodeState.Leader));
        var log = await OpenAsync(_ => $"esdb://127.0.0.1:1,127.0.0.1:{_server.Port}?tls=false");
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 2), Cancellation);
        Assert.Equal([1, 2], await NumbersAsync(log));
    }

    [Fact]
    public async Task A_cluster_without_a_ready_node_is_said_to_have_none()
    {
        _server.Members.Add(Member(_server.Port, MemberInfo.Types.VNodeState.CatchingUp));
        var e = await Assert.ThrowsAsync<LogUnavailableException>(() => OpenAsync(
            _ => $"esdb+discover://127.0.0.1:{_server.Port}?tls=false&maxDiscoverAttempts=2&discoveryInterval=1"));
        Assert.Equal($"esdb+discover://127.0.0.1:{_server.Port}?tls=false: no node of the cluster is ready", e.Message);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be_unreachable()
    {
        var e = await Assert.ThrowsAsync<LogUnavailableException>(() => OpenAsync(_ => "esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=2&discoveryInterval=1"));
        Assert.StartsWith("esdb://127.0.0.1:1?tls=false cannot be reached (", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_tls_is_told_from_one_that_is_away()
    {
        var e = await Assert.ThrowsAsync<LogUnavailableException>(() => OpenAsync(_ => $"esdb://127.0.0.1:{_server.Port}?maxDiscoverAttempts=1"));
        Assert.Contains("tls=false is for a server without TLS", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_verified_with_the_authority_that_is_named()
    {
        using var folder = new Reports.Faults.TemporaryFolder();
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        var file = folder.File("ca file.pem");
        await File.WriteAllTextAsync(file, authority.Pem, Cancellation);
        using var other = new TestAuthority();
        var otherFile = folder.File("other.pem");
        await File.WriteAllTextAsync(otherFile, other.Pem, Cancellation);
        await using var server = await ServerDouble.StartAsync(_server.Store, new Behaviour { Credentials = "amira:right" }, certificate: certificate);
        var log = await OpenAsync(_ => $"esdb://amira:right@127.0.0.1:{server.Port}?tlsCAFile={Uri.EscapeDataString(file)}");
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 1), Cancellation);
        Assert.Equal([1], await NumbersAsync(await OpenAsync(_ => $"esdb://amira:right@127.0.0.1:{server.Port}?tlsVerifyCert=false")));

        foreach (var options in new[] { "", "&tlsCAFile=" + Uri.EscapeDataString(otherFile) })
        {
            var e = await Assert.ThrowsAsync<LogUnavailableException>(() => OpenAsync(_ => $"esdb://127.0.0.1:{server.Port}?tls=true{options}"));
            Assert.Contains("TLS failed (", e.Message, StringComparison.Ordinal);
        }

        var missing = await Assert.ThrowsAsync<LogUnavailableException>(() => OpenAsync(_ => $"esdb://127.0.0.1:{server.Port}?tlsCAFile={folder.File("none.pem")}"));
        Assert.Contains("a certificate cannot be read", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_does_not_take_is_refused_with_its_reason()
    {
        var log = await OpenAsync();
        _server.Behaviour.Refusal = "not a fact";
        var e = await Assert.ThrowsAsync<LogRefusedException>(async () => await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 1), Cancellation));
        Assert.EndsWith("refuses the append: not a fact", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "refuses access")]
    [InlineData("amira:wrong@", "does not accept the user or the password")]
    public async Task Missing_and_wrong_credentials_are_said_to_be_that(string credentials, string message)
    {
        _server.Behaviour.Credentials = "amira:right";
        var log = await OpenAsync(_ => $"esdb://{credentials}127.0.0.1:{_server.Port}?tls=false");
        var append = await Assert.ThrowsAsync<LogUnavailableException>(async () => await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1, 1), Cancellation));
        Assert.Contains(message, append.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", append.Message, StringComparison.Ordinal);
        Assert.Contains(message, (await Assert.ThrowsAsync<LogUnavailableException>(async () => await log.HeadAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Right_credentials_are_taken()
    {
        _server.Behaviour.Credentials = "amira:r:ght@/";
        var log = await OpenAsync(_ => $"esdb://amira:r:ght%40%2F@127.0.0.1:{_server.Port}?tls=false");
        await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1, 1), Cancellation);
        Assert.Equal([1], await NumbersAsync(log));
    }

    [Fact]
    public async Task An_append_that_is_not_answered_is_given_up_at_its_deadline()
    {
        var log = await OpenAsync(s => s + "&defaultDeadline=200");
        _server.Behaviour.Gate = new TaskCompletionSource().Task;
        var e = await Assert.ThrowsAsync<LogUnavailableException>(async () => await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1, 1), Cancellation));
        Assert.Contains("did not answer in time", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_the_log_waits_for_the_answers_that_it_is_owed()
    {
        var log = await OpenAsync();
        var gate = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        _server.Behaviour.Gate = gate.Task;
        _server.Behaviour.BeforeAppend = _ => arrived.TrySetResult();
        var append = log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 2), Cancellation).AsTask();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        var closing = log.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        gate.SetResult();
        await closing;
        // It was asked for its answer before the log closed; whether its caller still waits for the look after it is open.
        await Task.WhenAny(append);
        Assert.Equal(2, _server.Store.Stream("source-a")!.Count);
    }

    [Fact]
    public async Task Events_of_the_server_and_links_are_left_out()
    {
        var log = await OpenAsync();
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 2), Cancellation);
        var head = await log.HeadAsync(Cancellation);
        _server.Store.WriteLink("district-damascus", _server.Store.Stream("source-a")![0]);
        _server.Store.WriteOwn();
        Assert.Equal([1, 2], await NumbersAsync(log));
        Assert.Equal(head, await log.HeadAsync(Cancellation));
        await Assert.ThrowsAsync<LimitExceededException>(async () => await log.AppendAsync(new StreamName("$own"), ExpectedRevision.Any, TestEvents.Events(3, 1), Cancellation));
        await Assert.ThrowsAsync<LimitExceededException>(async () => await log.AppendAsync(A, ExpectedRevision.Any, [TestEvents.Event(3, "$>")], Cancellation));
    }

    [Fact]
    public async Task A_log_that_was_opened_for_reading_writes_nothing()
    {
        await using var log = await EventStoreDbLog.OpenAsync(_server.ConnectionString, LedgerMode.Read, cancellation: Cancellation);
        await Assert.ThrowsAsync<LogReadOnlyException>(async () => await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1, 1), Cancellation));
    }

    private static MemberInfo Member(int port, MemberInfo.Types.VNodeState state) => new()
    {
        State = state,
        IsAlive = true,
        HttpEndPoint = new EndPoint { Address = "127.0.0.1", Port = (uint)port },
    };

    private async Task<EventStoreDbLog> OpenAsync(Func<string, string>? change = null)
    {
        var log = await EventStoreDbLog.OpenAsync(
            (change ?? (s => s + "&discoveryInterval=5"))(_server.ConnectionString), LedgerMode.Write, new EventStoreDbOptions { Seed = 1 }, Cancellation);
        _opened.Add(log);
        return log;
    }

    private static async Task<List<int>> NumbersAsync(EventStoreDbLog log, LogRead read = default)
    {
        var numbers = new List<int>();
        await foreach (var page in log.ReadAllAsync(read, Cancellation)) numbers.AddRange(page.Events.ToArray().Select(TestEvents.NumberOf));
        return numbers;
    }

    private static async Task<List<int>> UntilCaughtUpAsync(IAsyncEnumerator<EventPage> pages)
    {
        var seen = new List<int>();
        while (await pages.MoveNextAsync())
        {
            seen.AddRange(pages.Current.Events.ToArray().Select(TestEvents.NumberOf));
            if (pages.Current.CaughtUp && (seen.Count > 0)) break;
        }

        return seen;
    }
}
