using System.Text;

namespace Reports.Projections.Checkpoints;

/// <summary>Records with texts in them, in log order, each after the other.</summary>
internal abstract class RecordsSection : Section
{
    private readonly Lazy<byte[]> _written;
    private byte[] _read = [];

    protected RecordsSection(string name)
        : base(name, 1) => _written = new(Encode);

    public sealed override long Length => _written.Value.Length;

    public sealed override void Write(SectionOutput output) => output.Write(_written.Value);

    public sealed override void Read(SectionInput input) => _read = input.ReadRest<byte>();

    public sealed override void Settle()
    {
        using var reader = new BinaryReader(new MemoryStream(_read), Encoding.UTF8);
        while (reader.BaseStream.Position < _read.Length) Take(reader);
        _read = [];
    }

    /// <summary>Writes every record.</summary>
    protected abstract void Put(BinaryWriter writer);

    /// <summary>Reads the next record.</summary>
    protected abstract void Take(BinaryReader reader);

    private byte[] Encode()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        Put(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
