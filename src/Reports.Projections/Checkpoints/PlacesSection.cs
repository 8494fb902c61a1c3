using Reports.Projections.Ledger;

namespace Reports.Projections.Checkpoints;

/// <summary>
/// What is reported about each place, by the place's number: each of the postings, the spans with their blocks and the origins, all as a
/// count and that many numbers; then the first denial.
/// </summary>
internal sealed class PlacesSection(LedgerState state) : NumbersSection("Places")
{
    public override long Length => sizeof(int) * state.Places.Values.Sum(
        p => 2L + p.Controls.Sum(o => 1L + o.Count) + p.Spans.Sum(s => 2L + s.Postings.Count + s.LeastBegin.Length) + 1 + p.Origins.Count);

    public override void Write(SectionOutput output)
    {
        foreach (var (place, facts) in state.Places.OrderBy(p => p.Key))
        {
            output.Write(place);
            foreach (var postings in facts.Controls) Put(output, postings.Facts);
            foreach (var spans in facts.Spans)
            {
                Put(output, spans.Postings.Facts);
                Put(output, spans.LeastBegin);
            }

            var origins = facts.Origins.ToArray();
            Array.Sort(origins);
            Put(output, origins);
            output.Write(facts.FirstDenial);
        }
    }

    protected override void Take(ref ReadOnlySpan<int> numbers)
    {
        var facts = new PlaceFacts();
        state.Places.Add(Next(ref numbers), facts);
        foreach (var postings in facts.Controls) postings.Load(Next(ref numbers, Next(ref numbers)).ToArray());
        foreach (var spans in facts.Spans)
            spans.Load(Next(ref numbers, Next(ref numbers)).ToArray(), Next(ref numbers, Next(ref numbers)).ToArray());
        var origins = Next(ref numbers, Next(ref numbers));
        facts.Origins.EnsureCapacity(origins.Length);
        foreach (var origin in origins) facts.Origins.Add(origin);
        facts.FirstDenial = Next(ref numbers);
    }

    private static void Put(SectionOutput output, ReadOnlySpan<int> numbers)
    {
        output.Write(numbers.Length);
        output.Write(numbers);
    }
}
