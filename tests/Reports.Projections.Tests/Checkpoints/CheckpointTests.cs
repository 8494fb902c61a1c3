using System.Buffers.Binary;
using CsCheck;
using Reports.Domain.Facts;
using Reports.Projections.Checkpoints;

namespace Reports.Projections.Tests.Checkpoints;

public sealed class CheckpointTests
{
    private static readonly Gen<int[]> Numbers = Gen.Int[0, int.MaxValue].Array[1, 120];

    [Fact]
    public void Loaded_views_answer_as_the_saved_ones_at_every_cut_and_save_the_same_bytes() => Numbers.Sample(
        numbers =>
        {
            using var scenario = new Scenario().Reports(numbers);
            var bytes = Saved.Save(scenario.Views);
            using var loaded = Saved.Load(bytes).Views!;
            Assert.Equal(Saved.Answers(scenario.Views), Saved.Answers(loaded));
            Assert.Equal(bytes, Saved.Save(loaded));
        },
        iter: 60, threads: 1);

    [Fact]
    public void Views_that_go_on_from_a_checkpoint_are_those_rebuilt_from_the_start() => Gen.Select(Numbers, Numbers).Sample(
        (before, after) =>
        {
            using var whole = new Scenario().Reports(before).Reports(after, 1000);
            using var cut = new Scenario().Reports(before);
            cut.With(Saved.Again(cut.Views)).Reports(after, 1000);
            Assert.Equal(Saved.Answers(whole.Views), Saved.Answers(cut.Views));
            Assert.Equal(Saved.Save(whole.Views), Saved.Save(cut.Views));
        },
        iter: 60, threads: 1);

    [Fact]
    public void As_of_a_position_everything_reads_as_when_nothing_came_after_it() => Gen.Select(Numbers, Numbers).Sample(
        (before, after) =>
        {
            using var prefix = new Scenario().Reports(before);
            using var whole = new Scenario().Reports(before).Reports(after, 1000);
            Assert.Equal(Saved.AnswersAt(prefix.Views, prefix.Position), Saved.AnswersAt(whole.Views, prefix.Position));
        },
        iter: 60, threads: 1);

    [Fact]
    public void An_empty_ledger_is_saved_too()
    {
        using var views = new Views();
        using var loaded = Saved.Again(views);
        Assert.Equal(0, loaded.Position);
        using var scenario = new Scenario().With(Saved.Again(views));
        Assert.Equal(0, scenario.Views.EventCount);
    }

    [Fact]
    public void Long_series_and_texts_longer_than_a_length_byte_come_back()
    {
        using var scenario = new Scenario().Source("s", "2018-05-03");
        for (var i = 0; i < 200; i++) scenario.Counts($"about {i + 1}", $"2018-05-{(i * 7 % 28) + 1:00}", key: $"k{i}");
        scenario.Tells(new string('x', 4000), "2018-05-01");
        using var loaded = Saved.Again(scenario.Views);
        Assert.Single(loaded.State.LongSeries);
        Assert.Equal(Saved.Answers(scenario.Views), Saved.Answers(loaded));
    }

    [Fact]
    public void Every_flipped_byte_is_refused()
    {
        var bytes = Saved.Save(Small());
        for (var at = 0; at < bytes.Length; at++)
            foreach (var mask in (ReadOnlySpan<byte>)[1, 128, 255])
            {
                bytes[at] ^= mask;
                var (views, refusal) = Saved.Load(bytes);
                Assert.True(views is null && refusal is not null, $"byte {at} ^ {mask}");
                bytes[at] ^= mask;
            }

        Assert.NotNull(Saved.Load(bytes).Views);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_truncation_is_refused(bool knowsItsLength)
    {
        var bytes = Saved.Save(Small());
        for (var length = 0; length < bytes.Length; length++)
        {
            using var stream = new MemoryStream(bytes, 0, length);
            using var read = new OneWay(stream);
            var (views, refusal) = Saved.Load(knowsItsLength ? stream : read);
            Assert.True(views is null && refusal is not null, $"{length} of {bytes.Length} bytes");
            Assert.Equal(length < 16 ? CheckpointProblem.Foreign : CheckpointProblem.Damaged, refusal.Problem);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bytes_after_the_end_are_refused(bool knowsItsLength)
    {
        using var stream = new MemoryStream([.. Saved.Save(Small()), 0]);
        using var read = new OneWay(stream);
        Assert.Equal(CheckpointProblem.Damaged, Saved.Load(knowsItsLength ? stream : read).Refusal?.Problem);
    }

    [Fact]
    public void A_damaged_section_is_named()
    {
        var bytes = Saved.Save(Small());
        var at = bytes.AsSpan().IndexOf("ajnad-al-sham"u8);
        bytes[at]++;
        Assert.Equal(new CheckpointRefusal(CheckpointProblem.Damaged, "has a damaged section Names.Text"), Saved.Load(bytes).Refusal);
    }

    [Fact]
    public void Two_sections_of_another_checkpoint_do_not_pass_for_these()
    {
        using var one = new Scenario().Source("s", "2018-05-03").Says("isil", Relation.Holds, "2018-05-01", key: "a");
        using var other = new Scenario().Source("s", "2018-05-03").Says("isil", Relation.Took, "2018-05-01", key: "a");
        var (left, right) = (Saved.Save(one.Views), Saved.Save(other.Views));
        Assert.Equal(left.Length, right.Length);
        // Whole sections with their hashes, under the header and the end of the other.
        right.AsSpan(left.Length / 2, left.Length / 2 - 8).CopyTo(left.AsSpan(left.Length / 2));
        Assert.Equal(CheckpointProblem.Damaged, Saved.Load(left).Refusal?.Problem);
    }

    [Fact]
    public void What_is_no_checkpoint_and_what_is_newer_is_told_apart()
    {
        Assert.Equal(CheckpointProblem.Foreign, Saved.Load("SQLite format 3\0 and so on"u8.ToArray()).Refusal?.Problem);
        Assert.Equal(CheckpointProblem.Foreign, Saved.Load([]).Refusal?.Problem);
        var bytes = Saved.Save(Small());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 2);
        Assert.Equal(new CheckpointRefusal(CheckpointProblem.Newer, "has the format 2, and this version knows 1"), Saved.Load(bytes).Refusal);
    }

    [Fact]
    public void A_checkpoint_of_other_code_is_refused()
    {
        var bytes = Saved.Save(Small());
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        bytes[16]++;
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes.AsSpan(length - 8), System.IO.Hashing.XxHash3.HashToUInt64(bytes.AsSpan(0, length - 8)));
        Assert.Equal(CheckpointProblem.OtherCode, Saved.Load(bytes).Refusal?.Problem);
    }

    [Fact]
    public async Task Views_are_not_saved_under_a_position_that_is_not_theirs()
    {
        using var scenario = new Scenario();
        using var stream = new MemoryStream();
        await Assert.ThrowsAsync<ArgumentException>(() => scenario.Views.SaveAsync(
            stream, new CheckpointOrigin(scenario.Position + 1, 0, Saved.Decoder), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_origin_is_known_before_the_rest_is_read()
    {
        var views = Small();
        Assert.True(CheckpointReader.TryOpen(new MemoryStream(Saved.Save(views)), out var reader, out _));
        Assert.Equal(new CheckpointOrigin(views.Position, 42, Saved.Decoder), reader!.Origin);
    }

    private static Views Small() => new Scenario().Source("s", "2018-05-03").Says("isil", Relation.Holds, "2018-05-01", key: "a")
        .Says("isil", Relation.Took, "2018-05-01", key: "a", corrects: true).Counts("about 30", "2018-05-01", rounds: "a")
        .Tells("evac", "2018-05-02", from: ["qadam"]).Views;

    /// <summary>A stream that does not know its length.</summary>
    private sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
