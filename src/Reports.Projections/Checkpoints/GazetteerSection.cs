using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;

namespace Reports.Projections.Checkpoints;

/// <summary>Every definition of a place, actor or outlet, and every merge and split, with its position, in log order.</summary>
internal sealed class GazetteerSection(LedgerState state) : Section("Gazetteer", 1)
{
    private const int Absent = -1;

    private readonly Lazy<byte[]> _written = new(() => Encode(state.Gazetteer.Definitions));
    private byte[] _read = [];

    public override long Length => _written.Value.Length;

    public override void Write(SectionOutput output) => output.Write(_written.Value);

    public override void Read(SectionInput input) => _read = input.ReadRest<byte>();

    public override void Settle()
    {
        ReadOnlySpan<byte> bytes = _read;
        while (!bytes.IsEmpty)
        {
            var position = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            var kind = bytes[sizeof(long)];
            bytes = bytes[(sizeof(long) + 1)..];
            state.Gazetteer.Add(position, kind switch
            {
                (byte)'p' => TakePlace(ref bytes),
                (byte)'a' => TakeActor(ref bytes),
                (byte)'o' => TakeOutlet(ref bytes),
                (byte)'r' => TakeReconciliation(ref bytes),
                _ => throw new FormatException($"has a definition of the unknown kind {kind}"),
            });
        }

        _read = [];
    }

    private static byte[] Encode(IReadOnlyList<(long Position, object Definition)> definitions)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach (var (position, definition) in definitions)
        {
            writer.Write(position);
            switch (definition)
            {
                case Place place:
                    writer.Write((byte)'p');
                    Put(writer, place.Id, place.Name, place.Kind, place.Within, place.Pcode);
                    Put(writer, place.ComposedOf);
                    Put(writer, place.Aliases);
                    writer.Write(place.Point is not null);
                    if (place.Point is { } point)
                    {
                        writer.Write(point.Lat);
                        writer.Write(point.Lon);
                    }

                    break;
                case Actor actor:
                    writer.Write((byte)'a');
                    Put(writer, actor.Id, actor.Name, actor.Kind, actor.Within, actor.Affiliation);
                    Put(writer, actor.Aliases);
                    break;
                case Outlet outlet:
                    writer.Write((byte)'o');
                    Put(writer, outlet.Id, outlet.Name, outlet.Country, outlet.Language, outlet.Affiliation, outlet.Url);
                    Put(writer, outlet.Aliases);
                    break;
                case Reconciliation reconciliation:
                    writer.Write((byte)'r');
                    writer.Write((byte)reconciliation.Kind);
                    writer.Write((byte)reconciliation.Form);
                    Put(writer, reconciliation.Id, reconciliation.Into);
                    Put(writer, reconciliation.Facts);
                    break;
                default:
                    throw new InvalidOperationException($"the gazetteer defines a {definition.GetType().Name}, for which checkpoints have no form");
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static Place TakePlace(ref ReadOnlySpan<byte> bytes)
    {
        var place = new Place
        {
            Id = Text(ref bytes)!,
            Name = Text(ref bytes)!,
            Kind = Text(ref bytes)!,
            Within = Text(ref bytes),
            Pcode = Text(ref bytes),
            ComposedOf = Texts(ref bytes),
            Aliases = Texts(ref bytes),
        };
        var hasPoint = bytes[0] != 0;
        bytes = bytes[1..];
        if (!hasPoint) return place;
        var point = new GeoPoint(BinaryPrimitives.ReadDoubleLittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes[sizeof(double)..]));
        bytes = bytes[(2 * sizeof(double))..];
        return place with { Point = point };
    }

    private static Actor TakeActor(ref ReadOnlySpan<byte> bytes) => new()
    {
        Id = Text(ref bytes)!,
        Name = Text(ref bytes)!,
        Kind = Text(ref bytes)!,
        Within = Text(ref bytes),
        Affiliation = Text(ref bytes),
        Aliases = Texts(ref bytes),
    };

    private static Reconciliation TakeReconciliation(ref ReadOnlySpan<byte> bytes)
    {
        var (kind, form) = ((ReconciledKind)bytes[0], (ReconciliationForm)bytes[1]);
        bytes = bytes[2..];
        if (!Enum.IsDefined(kind) || !Enum.IsDefined(form)) throw new FormatException("has a merge or split of an unknown kind");
        return new Reconciliation(kind, form, Text(ref bytes)!, Text(ref bytes)!, Texts(ref bytes));
    }

    private static Outlet TakeOutlet(ref ReadOnlySpan<byte> bytes) => new()
    {
        Id = Text(ref bytes)!,
        Name = Text(ref bytes)!,
        Country = Text(ref bytes),
        Language = Text(ref bytes),
        Affiliation = Text(ref bytes),
        Url = Text(ref bytes),
        Aliases = Texts(ref bytes),
    };

    private static void Put(BinaryWriter writer, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            var bytes = text is null ? null : Encoding.UTF8.GetBytes(text);
            writer.Write(bytes?.Length ?? Absent);
            if (bytes is not null) writer.Write(bytes);
        }
    }

    private static void Put(BinaryWriter writer, ImmutableArray<string> texts)
    {
        writer.Write(texts.Length);
        foreach (var text in texts) Put(writer, (ReadOnlySpan<string?>)[text]);
    }

    private static int Number(ref ReadOnlySpan<byte> bytes)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        bytes = bytes[sizeof(int)..];
        return number;
    }

    private static string? Text(ref ReadOnlySpan<byte> bytes)
    {
        var length = Number(ref bytes);
        if (length == Absent) return null;
        var text = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return text;
    }

    private static ImmutableArray<string> Texts(ref ReadOnlySpan<byte> bytes)
    {
        var count = Number(ref bytes);
        var texts = ImmutableArray.CreateBuilder<string>(count);
        for (var i = 0; i < count; i++) texts.Add(Text(ref bytes)!);
        return texts.MoveToImmutable();
    }
}
