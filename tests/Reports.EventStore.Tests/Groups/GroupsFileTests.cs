using CsCheck;
using Reports.EventStore.Groups;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Groups;

public sealed class GroupsFileTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2018, 4, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "ledger.db" + GroupsFile.Suffix);

    [Fact]
    public void What_was_stored_is_there_after_the_file_was_opened_again()
    {
        using (var file = GroupsFile.Open(Path))
        {
            file.Add(new StoredGroup("district-qadam", "maps", "{}", -1));
            file.Add(new StoredGroup("$all", "maps", "{\"a\":1}", 7));
            file.Apply("$all", "maps", [new GroupChange.Parked(9, Id(9), "odd ‹name›", Noon, null), new GroupChange.Checkpointed(9), new GroupChange.Parked(12, Id(12), "odd", Noon, null)]);
            file.Update(new StoredGroup("district-qadam", "maps", "{\"b\":2}", 3));
        }

        using var again = GroupsFile.Open(Path);
        Assert.Equal([new StoredGroup("$all", "maps", "{\"a\":1}", 7, 9), new StoredGroup("district-qadam", "maps", "{\"b\":2}", 3)], again.Groups());
        Assert.Equal(9, again.Groups()[0].Place);
        Assert.Equal(3, again.Groups()[1].Place);
        Assert.Equal(
            [new ParkedEvent(0, 9, Id(9), "odd ‹name›", Noon, false), new ParkedEvent(1, 12, Id(12), "odd", Noon, false)],
            again.Parked("$all", "maps", 0, 10, onlyReplaying: false));
        var (count, places) = again.ParkedAfter("$all", "maps", 9);
        Assert.Equal(2, count);
        Assert.Equal([12], places);
    }

    [Fact]
    public void Parked_events_keep_their_numbers_are_replayed_below_a_bound_and_go_when_they_are_done()
    {
        using var file = GroupsFile.Open(Path);
        file.Add(new StoredGroup("$all", "maps", "{}", 0));
        file.Apply("$all", "maps", [.. Enumerable.Range(0, 4).Select(i => new GroupChange.Parked(i, Id(i), "odd", Noon, null))]);
        file.Apply("$all", "maps", [new GroupChange.Replaying(2)]);
        Assert.Equal([0, 1], file.Parked("$all", "maps", 0, 10, onlyReplaying: true).Select(p => p.Number));
        file.Apply("$all", "maps", [new GroupChange.Settled(0), new GroupChange.Parked(1, Id(1), "still", Noon, 1)]);
        Assert.Equal([(2, 2), (3, 3), (4, 1)], file.Parked("$all", "maps", 0, 10, onlyReplaying: false).Select(p => (p.Number, p.Place)));
        Assert.Empty(file.Parked("$all", "maps", 0, 10, onlyReplaying: true));
    }

    [Fact]
    public void Changes_of_which_one_fails_leave_nothing_behind()
    {
        using var file = GroupsFile.Open(Path);
        file.Add(new StoredGroup("$all", "maps", "{}", 0));
        Assert.ThrowsAny<Exception>(() => file.Apply("$all", "maps", [new GroupChange.Checkpointed(5), new GroupChange.Parked(1, Id(1), null!, Noon, null)]));
        Assert.Null(file.Groups()[0].Checkpoint);
        file.Apply("$all", "maps", [new GroupChange.Checkpointed(6)]);
        Assert.Equal(6, file.Groups()[0].Checkpoint);
    }

    [Fact]
    public void A_deleted_group_takes_what_it_parked_with_it()
    {
        using var file = GroupsFile.Open(Path);
        file.Add(new StoredGroup("$all", "maps", "{}", 0));
        file.Apply("$all", "maps", [new GroupChange.Parked(1, Id(1), "odd", Noon, null), new GroupChange.Checkpointed(1)]);
        file.Delete("$all", "maps");
        file.Add(new StoredGroup("$all", "maps", "{}", 0));
        Assert.Equal(0, file.ParkedAfter("$all", "maps", -1).Count);
        Assert.Null(Assert.Single(file.Groups()).Checkpoint);
    }

    [Fact]
    public void Any_damaged_byte_that_is_read_is_an_error_that_names_the_file()
    {
        using (var file = GroupsFile.Open(Path))
        {
            file.Add(new StoredGroup("$all", "maps", "{}", 0));
            file.Apply("$all", "maps", [.. Enumerable.Range(0, 200).Select(i => new GroupChange.Parked(i, Id(i), new string('x', 100), Noon, null))]);
        }

        var whole = File.ReadAllBytes(Path);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Sample(
            (at, flip) =>
            {
                var damaged = (byte[])whole.Clone();
                damaged[at] ^= flip;
                File.WriteAllBytes(Path, damaged);
                // Some fields of SQLite's header say nothing about the content.
                try
                {
                    using var file = GroupsFile.Open(Path);
                    return file.Groups().Count == 1 && file.Parked("$all", "maps", 0, 1000, onlyReplaying: false).Count == 200 && at < 100;
                }
                catch (LogException e)
                {
                    return e.Message.Contains(Path, StringComparison.Ordinal);
                }
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public void A_file_of_something_else_and_one_that_is_in_use_are_refused_by_name()
    {
        File.WriteAllText(Path, new string('?', 10_000));
        Assert.Contains(Path, Assert.Throws<LogForeignException>(() => GroupsFile.Open(Path)).Message, StringComparison.Ordinal);
        File.Delete(Path);
        using var file = GroupsFile.Open(Path);
        Assert.Equal($"{Path}: another process serves these groups", Assert.Throws<LogUnavailableException>(() => GroupsFile.Open(Path)).Message);
    }

    [Fact]
    public void Changes_whose_file_is_gone_are_not_taken_for_those_of_a_new_one()
    {
        File.WriteAllText(Path + "-wal", "changes");
        Assert.Contains("restore both", Assert.Throws<LogDamagedException>(() => GroupsFile.Open(Path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Guid Id(int number) => new(number, 2, 3, new byte[8]);
}
