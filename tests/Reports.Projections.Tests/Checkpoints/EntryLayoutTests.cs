using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Reports.Projections.Ledger;

namespace Reports.Projections.Tests.Checkpoints;

public class EntryLayoutTests
{
    [Fact]
    public void What_is_saved_byte_by_byte_has_no_undeclared_bytes_that_could_hold_anything()
    {
        Assert.Equal(Declared<ControlEntry>(), Unsafe.SizeOf<ControlEntry>());
        Assert.Equal(Declared<FigureEntry>(), Unsafe.SizeOf<FigureEntry>());
        Assert.Equal(Declared<SeriesEntry>(), Unsafe.SizeOf<SeriesEntry>());
        Assert.Equal(Declared<IncidentEntry>(), Unsafe.SizeOf<IncidentEntry>());
        Assert.Equal(Declared<SourceEntry>(), Unsafe.SizeOf<SourceEntry>());
        Assert.Equal(Declared<FactEnd>(), Unsafe.SizeOf<FactEnd>());
    }

    private static int Declared<T>() =>
        typeof(T).GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)
            .Sum(f => Marshal.SizeOf(f.FieldType.IsEnum ? f.FieldType.GetEnumUnderlyingType() : f.FieldType));
}
