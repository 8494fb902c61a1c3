using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Projections.Ledger;

namespace Reports.Projections.Checkpoints;

/// <summary>Every policy that was adopted, whole, with its position, in log order.</summary>
internal sealed class PoliciesSection(LedgerState state) : RecordsSection("Policies")
{
    protected override void Take(BinaryReader reader)
    {
        var position = reader.ReadInt64();
        state.Policies.Add(position, Policy.Reports1 with
        {
            Name = reader.ReadString(),
            Description = reader.ReadString(),
            Tolerance = reader.ReadDecimal(),
            StalenessDays = reader.ReadInt32(),
            AboutPercent = reader.ReadInt32(),
            Several = Interval(reader),
            Dozens = Interval(reader),
            SeveralHundred = Interval(reader),
            Hundreds = Interval(reader),
            Thousands = Interval(reader),
            LowestOnly = reader.ReadBoolean(),
        });
    }

    protected override void Put(BinaryWriter writer)
    {
        foreach (var (policy, position) in state.Policies.Adopted)
        {
            writer.Write(position);
            writer.Write(policy.Name);
            writer.Write(policy.Description);
            writer.Write(policy.Tolerance);
            writer.Write(policy.StalenessDays);
            writer.Write(policy.AboutPercent);
            foreach (var interval in (ReadOnlySpan<QuantityInterval>)[policy.Several, policy.Dozens, policy.SeveralHundred, policy.Hundreds, policy.Thousands])
                Write(writer, interval);
            writer.Write(policy.LowestOnly);
        }
    }

    private static QuantityInterval Interval(BinaryReader reader) => new(
        reader.ReadInt64(), reader.ReadBoolean() ? reader.ReadInt64() : null, reader.ReadBoolean() ? reader.ReadDecimal() : null);

    private static void Write(BinaryWriter writer, QuantityInterval interval)
    {
        writer.Write(interval.Low);
        writer.Write(interval.High is not null);
        if (interval.High is { } high) writer.Write(high);
        writer.Write(interval.Anchor is not null);
        if (interval.Anchor is { } anchor) writer.Write(anchor);
    }
}
