using Parquet;
using Parquet.Schema;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting.Formats;

/// <summary>The values of one column that wait for their row group.</summary>
internal abstract class ParquetColumn<T>(DataField field)
{
    public DataField Field { get; } = field;

    public static ParquetColumn<T> Of(Column<T> column) => column switch
    {
        WholeColumn<T> c => new Numbers<long>(c.Name, c.Value),
        NumberColumn<T> c => new Numbers<double>(c.Name, c.Value),
        FlagColumn<T> c => new Numbers<bool>(c.Name, item => c.Value(item)),
        _ => new Texts(column),
    };

    public abstract void Add(T item);

    public abstract ValueTask WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation);

    private sealed class Texts(Column<T> column) : ParquetColumn<T>(new DataField(column.Name, typeof(string), isNullable: true))
    {
        private readonly List<string?> _values = [];

        public override void Add(T item) => _values.Add(column.Text(item) is { Length: > 0 } text ? text : null);

        public override async ValueTask WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation)
        {
            await group.WriteAsync(Field, _values!);
            _values.Clear();
        }
    }

    private sealed class Numbers<TValue>(string name, Func<T, TValue?> value) : ParquetColumn<T>(new DataField(name, typeof(TValue), isNullable: true))
        where TValue : struct
    {
        private readonly List<TValue?> _values = [];

        public override void Add(T item) => _values.Add(value(item));

        public override async ValueTask WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation)
        {
            await group.WriteAsync<TValue>(Field, _values.ToArray(), cancellationToken: cancellation);
            _values.Clear();
        }
    }
}
