using Reports.Domain.Events;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Output;
using Reports.Service.Protection;
using Reports.Service.Queries;
using Reports.Service.Tests.Appending;

namespace Reports.Service.Tests.Protection;

/// <summary>People at risk: the name is sealed under a key of its own, views show the role, and forgetting destroys the key.</summary>
public sealed class ProtectionTests : IAsyncLifetime
{
    private const string Name = "Nour al-Khatib";

    private Workspace _workspace = null!;
    private SourceKeys _keys = null!;
    private FillRandom _random = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _workspace = await Workspace.CreateAsync();
        _keys = SourceKeys.Beside(_workspace.File);
        _random = new Random(7).NextBytes;
    }

    public ValueTask DisposeAsync() => _workspace.DisposeAsync();

    [Fact]
    public async Task Views_show_the_role_and_the_key_shows_the_name()
    {
        var id = await ProtectAsync();
        var report = await _workspace.IngestAsync(("s.yaml", Workspace.Source("s1", Workspace.Control("qadam", "isil", "holds", "2018-03-13", by: id))));
        Assert.Empty(report.Files[0].Errors);
        Assert.Equal(["isil"], _workspace.Status("qadam").Parties);
        Assert.Equal("activist in Yarmouk", _workspace.Ledger.Gazetteer.SpeakerName(id));
        Assert.Equal("person", _workspace.Ledger.Gazetteer.Actors[id].Kind);
        Assert.Contains("according to activist in Yarmouk", FactSentences.Say((await _workspace.EventsAsync())[^1].Event, _workspace.Ledger.Gazetteer), StringComparison.Ordinal);
        Assert.Equal(Name, (await RevealAsync(id)).Name.Reveal());
        Assert.Equal("(secret)", $"{(await RevealAsync(id)).Name}");
    }

    [Fact]
    public async Task The_id_is_chance_and_every_name_is_sealed_to_one_length()
    {
        var ids = new List<string>();
        foreach (var name in (string[])["A", Name, "نور الخطيب", new string('x', NameSeal.MaxNameBytes)])
        {
            ids.Add(await ProtectAsync(name));
            Assert.Equal(name, (await RevealAsync(ids[^1])).Name.Reveal());
        }

        var sealedNames = (await _workspace.EventsAsync()).Select(e => e.Event).OfType<PersonProtected>().Select(e => e.Person.SealedName).ToList();
        Assert.All(sealedNames, s => Assert.Equal(NameSeal.Characters, s.Length));
        Assert.Equal(4, ids.Distinct(StringComparer.Ordinal).Count());
        // The same chance gives the same id to another name: nothing of the name is in it.
        _random = new Random(7).NextBytes;
        await using var other = await Workspace.CreateAsync();
        var handler = new ProtectPersonHandler(other.Time, _random);
        Assert.Equal(ids[0], (await handler.Handle(new ProtectPerson(other.Ledger, SourceKeys.Beside(other.File), new SecretText("B"), "r", "amira", Day.Parse("2018-06-01")), Cancellation)).Id);
    }

    [Theory]
    [InlineData("", "a name is needed")]
    [InlineData("  ", "a name is needed")]
    [InlineData("two\u001b[2Jlines", "characters that no name has")]
    [InlineData("long", "too long")]
    public async Task A_name_that_is_none_is_refused_and_not_repeated(string name, string problem)
    {
        if (name == "long") name = new string('n', NameSeal.MaxNameBytes + 1);
        var position = _workspace.Ledger.Views.Position;
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => ProtectAsync(name));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        if (name.Trim().Length > 0) Assert.DoesNotContain(name[..4], refusal.Message, StringComparison.Ordinal);
        Assert.Equal((position, 0), (_workspace.Ledger.Views.Position, _keys.Ids().Count));
    }

    [Fact]
    public async Task A_forgotten_name_is_gone_and_the_reason_stays()
    {
        var id = await ProtectAsync();
        var before = _workspace.Ledger.Views.Position;
        var forgotten = await ForgetAsync(id, role: "activist");
        Assert.True(forgotten.IsKeyDestroyed);
        Assert.Empty(Directory.GetFileSystemEntries(_keys.Path));
        Assert.Contains("was forgotten: the person asked for it", (await Assert.ThrowsAsync<RefusedException>(() => RevealAsync(id))).Message, StringComparison.Ordinal);
        Assert.Equal("activist", _workspace.Ledger.Gazetteer.SpeakerName(id));
        Assert.Equal("activist in Yarmouk", _workspace.Ledger.Views.Gazetteer(before).SpeakerName(id));
        Assert.Equal(new ListedPerson(id, "activist", "the person asked for it", false), Assert.Single((await ListAsync()).People));
        Assert.Contains("forgotten already", (await Assert.ThrowsAsync<RefusedException>(() => ForgetAsync(id))).Message, StringComparison.Ordinal);
        await _workspace.ReopenAsync();
        Assert.Equal("activist", _workspace.Ledger.Gazetteer.SpeakerName(id));
    }

    [Fact]
    public async Task Forgetting_that_was_cut_short_before_the_key_was_destroyed_is_shown_and_finished()
    {
        var id = await ProtectAsync();
        var file = Assert.Single(Directory.GetFiles(_keys.Path));
        var key = await File.ReadAllBytesAsync(file, Cancellation);
        await ForgetAsync(id);
        var position = _workspace.Ledger.Views.Position;
        // As if the process had ended between the event and the key.
        await File.WriteAllBytesAsync(file, key, Cancellation);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Contains("the key is still there", (await Assert.ThrowsAsync<RefusedException>(() => RevealAsync(id))).Message, StringComparison.Ordinal);
        Assert.True(Assert.Single((await ListAsync()).People) is { HasKey: true, Forgotten: not null });
        var again = await ForgetAsync(id);
        Assert.Equal((true, null), (again.IsKeyDestroyed, again.Recorded));
        Assert.False(File.Exists(file));
        Assert.Equal(position, _workspace.Ledger.Views.Position);
    }

    [Fact]
    public async Task Protecting_that_was_cut_short_leaves_a_key_that_is_named()
    {
        var id = await ProtectAsync();
        var file = Assert.Single(Directory.GetFiles(_keys.Path));
        File.Move(file, file.Replace(id, "protected-nobody", StringComparison.Ordinal));
        Assert.Equal(["protected-nobody"], (await ListAsync()).KeysForNobody);
        Assert.Contains($"the key of '{id}' is not in", (await Assert.ThrowsAsync<RefusedException>(() => RevealAsync(id))).Message, StringComparison.Ordinal);
        Assert.Contains("--without-key", (await Assert.ThrowsAsync<RefusedException>(() => ForgetAsync(id))).Message, StringComparison.Ordinal);
        Assert.False((await ForgetAsync(id, withoutKey: true)).IsKeyDestroyed);
    }

    [Fact]
    public async Task Keys_of_others_damaged_keys_and_damaged_names_are_told_apart_as_far_as_they_can_be()
    {
        var (one, two) = (await ProtectAsync(), await ProtectAsync("Somebody Else"));
        var files = Directory.GetFiles(_keys.Path).ToDictionary(f => Path.GetFileNameWithoutExtension(f)!);
        var key = await File.ReadAllTextAsync(files[one], Cancellation);
        // Another one's key under this one's name.
        await File.WriteAllTextAsync(files[one], (await File.ReadAllTextAsync(files[two], Cancellation)).Replace(two, one, StringComparison.Ordinal), Cancellation);
        Assert.Contains("its key is another one's, or what was recorded is damaged", (await Assert.ThrowsAsync<RefusedException>(() => RevealAsync(one))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(files[one], key[..^3] + (key[^3] == 'A' ? "B" : "A") + key[^2..], Cancellation);
        Assert.Contains("is not what was written", (await Assert.ThrowsAsync<RefusedException>(() => RevealAsync(one))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(files[one], key, Cancellation);
        Assert.Equal(Name, (await RevealAsync(one)).Name.Reveal());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_keys.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files[one]));
            File.SetUnixFileMode(files[one], UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Contains("readable by others", (await Assert.ThrowsAsync<RefusedException>(() => RevealAsync(one))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_sealed_name_opens_for_its_own_person_and_whole_alone()
    {
        var key = new byte[NameSeal.KeyBytes];
        _random(key);
        var sealedName = NameSeal.Seal(new SecretText(Name), "protected-a", key, _random);
        Assert.Equal(Name, NameSeal.Open(sealedName, "protected-a", key).Reveal());
        Assert.Throws<RefusedException>(() => NameSeal.Open(sealedName, "protected-b", key));
        for (var at = 0; at < sealedName.Length; at++)
        {
            var changed = sealedName.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            Assert.Throws<RefusedException>(() => NameSeal.Open(new string(changed), "protected-a", key));
        }

        Assert.Throws<RefusedException>(() => NameSeal.Open(sealedName[..^4], "protected-a", key));
    }

    [Fact]
    public async Task A_protected_person_has_no_other_names()
    {
        var id = await ProtectAsync();
        await ProtectAsync("Somebody Else");
        var defined = await _workspace.IngestAsync(("g.yaml", $"actors: [{{ id: {id}, name: Nour, kind: person, aliases: [the activist] }}]"));
        Assert.Contains("who has no names here", Assert.Single(defined.Files[0].Errors).Message, StringComparison.Ordinal);
        // Two people may have one role: it names neither.
        var by = await _workspace.IngestAsync(("s.yaml", Workspace.Source("s1", Workspace.Control("qadam", "isil", "holds", "2018-03-13", by: "activist in Yarmouk"))));
        Assert.Contains("unknown actor or outlet 'activist in Yarmouk'", Assert.Single(by.Files[0].Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_append_of_protected_people_passes_the_same_checks()
    {
        await using var appender = new LedgerAppender(_workspace.Ledger, _workspace.Time);
        var (sealedName, number) = (new string('A', NameSeal.Characters), 0);
        await Refused("sealedName", "PersonProtected", """{"v":1,"id":"protected-a","role":"doctor","sealedName":"QUJD"}""");
        await Refused("about another one", "PersonProtected", $$"""{"v":1,"id":"protected-b","role":"doctor","sealedName":"{{sealedName}}"}""");
        await Refused("a role is needed", "PersonProtected", $$"""{"v":1,"id":"protected-a","role":" ","sealedName":"{{sealedName}}"}""");
        await Refused("there is no protected person", "PersonForgotten", """{"v":1,"id":"protected-a","role":"doctor","reason":"asked"}""");
        await Refused("who has no names here", "ActorDefined", """{"v":1,"id":"protected-a","name":"Nour","kind":"person"}""");
        await Refused("those begin with", "PersonProtected", $$"""{"v":1,"id":"hts","role":"doctor","sealedName":"{{sealedName}}"}""", "actor-hts");
        await AppendAsync("PersonProtected", $$"""{"v":1,"id":"protected-a","role":"doctor","sealedName":"{{sealedName}}"}""");
        await Refused("is protected already", "PersonProtected", $$"""{"v":1,"id":"protected-a","role":"nurse","sealedName":"{{sealedName}}"}""");
        Assert.Equal("doctor", _workspace.Ledger.Gazetteer.SpeakerName("protected-a"));
        await Refused("reason", "PersonForgotten", """{"v":1,"id":"protected-a","role":"doctor","reason":""}""");
        await AppendAsync("PersonForgotten", """{"v":1,"id":"protected-a","role":"doctor","reason":"asked"}""");
        await Refused("forgotten already", "PersonForgotten", """{"v":1,"id":"protected-a","role":"doctor","reason":"again"}""");

        Task<AppendResult> AppendAsync(string type, string data, string stream = "actor-protected-a") =>
            appender.AppendAsync(Proposals.Append(stream, ExpectedRevision.Any, Proposals.Event(++number, type, data)), Cancellation);

        async Task Refused(string problem, string type, string data, string stream = "actor-protected-a") =>
            Assert.Contains(problem, (await Assert.ThrowsAsync<RefusedException>(() => AppendAsync(type, data, stream))).Message, StringComparison.Ordinal);
    }

    private async Task<string> ProtectAsync(string name = Name) => (await new ProtectPersonHandler(_workspace.Time, _random).Handle(
        new ProtectPerson(_workspace.Ledger, _keys, new SecretText(name), "activist in Yarmouk", "amira", Day.Parse("2018-06-01")), Cancellation)).Id;

    private Task<PersonIsForgotten> ForgetAsync(string id, string? role = null, bool withoutKey = false) => new ForgetPersonHandler(_workspace.Time).Handle(
        new ForgetPerson(_workspace.Ledger, _keys, id, role, "the person asked for it", "amira", Day.Parse("2018-06-01"), withoutKey), Cancellation);

    private Task<RevealedPerson> RevealAsync(string id) => new ProtectedPeopleHandlers().Handle(new RevealPerson(_workspace.Ledger, _keys, id), Cancellation);

    private Task<ProtectedPeople> ListAsync() => new ProtectedPeopleHandlers().Handle(new GetProtectedPeople(_workspace.Ledger, _keys), Cancellation);
}
