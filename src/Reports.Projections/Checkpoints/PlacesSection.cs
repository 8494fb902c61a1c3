using System.Runtime.InteropServices;
using Reports.Projections.Ledger;

namespace Reports.Projections.Checkpoints;

/// <summary>
/// What is reported about each place, by the place's number: each of the postings, the evacuations and the origins, all as a
/// count and that many numbers.
/// </summary>
internal sealed class PlacesSection(LedgerState state) : NumbersSection("Places")
{
    public override long Length => sizeof(int) * state.Places.Values.Sum(
        p => 1L + p.All.Sum(o => 1L + o.Count) + 1 + p.Evacuations.Count + 1 + p.Origins.Count);

    public override void Write(SectionOutput output)
    {
        foreach (var (place, facts) in state.Places.OrderBy(p => p.Key))
        {
            output.Write(place);
            foreach (var postings in facts.All) Put(output, postings.Facts);
            Put(output, CollectionsMarshal.AsSpan(facts.Evacuations));
            var origins = facts.Origins.ToArray();
            Array.Sort(origins);
            Put(output, origins);
        }
    }

    protected override void Take(ref ReadOnlySpan<int> numbers)
    {
        var facts = new PlaceFacts();
        state.Places.Add(Next(ref numbers), facts);
        foreach (var postings in facts.All) postings.Load(Next(ref numbers, Next(ref numbers)).ToArray());
        facts.Evacuations.AddRange(Next(ref numbers, Next(ref numbers)));
        var origins = Next(ref numbers, Next(ref numbers));
        facts.Origins.EnsureCapacity(origins.Length);
        foreach (var origin in origins) facts.Origins.Add(origin);
    }

    private static void Put(SectionOutput output, ReadOnlySpan<int> numbers)
    {
        output.Write(numbers.Length);
        output.Write(numbers);
    }
}
