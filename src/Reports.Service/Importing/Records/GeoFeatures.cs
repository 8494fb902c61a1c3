using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reports.Domain.Text;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Records;

/// <summary>
/// The features of a GeoJSON FeatureCollection (RFC 7946), one at a time: memory is that of the largest feature, not of the file. Not thread safe.
/// </summary>
internal sealed class GeoFeatures : IDisposable
{
    private const int FirstBuffer = 64 * 1024;

    private readonly string _file;
    private readonly Stream _stream;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start;
    private int _end;
    private bool _isLast;
    private bool _isPassed;
    private long _line = 1;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 32 });
    private JsonDocument? _feature;

    private GeoFeatures(string file, Stream stream) => (_file, _stream) = (file, stream);

    /// <summary>Counted from 1; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>Where the feature begins in the file, from 1.</summary>
    public long Line { get; private set; } = 1;

    public long BytesRead { get; private set; }

    /// <summary>Bytes of the feature that was read last.</summary>
    public int Length { get; private set; }

    /// <summary>The feature that was read last, until the next one is; null where it cannot be taken.</summary>
    public JsonElement? Current => _feature?.RootElement;

    /// <summary>Why there is no feature to take; null while there is one.</summary>
    public string? Problem { get; private set; }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Opens a file and goes to its first feature.</summary>
    /// <exception cref="RefusedException">No FeatureCollection, or one in another system of coordinates.</exception>
    public static GeoFeatures Open(string file, Stream stream)
    {
        var features = new GeoFeatures(file, stream);
        try
        {
            features.Read(features.Begin);
            return features;
        }
        catch (RefusedException)
        {
            features.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next feature; false after the last.</summary>
    /// <exception cref="RefusedException">What follows is no JSON, or the file ends within the list.</exception>
    public bool Next()
    {
        _feature?.Dispose();
        (_feature, Problem) = (null, null);
        return !_isPassed && Read(GoOn);
    }

    public void Dispose()
    {
        _feature?.Dispose();
        _stream.Dispose();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool Begin()
    {
        while (_end < 3 && !_isLast) Fill();
        if (Unread.StartsWith("\uFEFF"u8)) _start += 3;
        if (Take(out _) != JsonTokenType.StartObject) throw Refused("no GeoJSON: it does not begin with an object");
        return ToFeatures(isFirst: true);
    }

    private bool GoOn()
    {
        if (Peek() == JsonTokenType.EndArray)
        {
            Take(out _);
            _isPassed = true;
            return ToFeatures(isFirst: false);
        }

        Number++;
        if (TryBuffer(out var from, out var length))
        {
            (Line, Length) = (_line, length);
            var bytes = _buffer.AsMemory(from, length);
            _line += bytes.Span.Count((byte)'\n');
            if (!System.Text.Unicode.Utf8.IsValid(bytes.Span)) Problem = "a byte that is not UTF-8";
            else _feature = JsonDocument.Parse(bytes);
            if (_feature is { RootElement.ValueKind: not JsonValueKind.Object }) Problem = "no feature: it is no object";
        }
        else
        {
            (Line, Length) = (_line, _end - _start);
            Problem = string.Create(CultureInfo.InvariantCulture, $"more than {ImportLimits.FeatureBytes} bytes, the largest feature: simplify its boundary");
            Skip();
        }

        return true;
    }

    /// <summary>Goes through what a collection says of itself, up to its features, and after them to the end. True at the features.</summary>
    private bool ToFeatures(bool isFirst)
    {
        while (Take(out var name) == JsonTokenType.PropertyName)
            switch (name)
            {
                case "type" when Peek() == JsonTokenType.String:
                    Take(out var type);
                    if (type != "FeatureCollection") throw Refused($"a {SafeText.Show(type)}; boundaries come as a FeatureCollection");
                    break;
                case "crs":
                    CheckCrs();
                    break;
                case "features" when isFirst && Peek() == JsonTokenType.StartArray:
                    Take(out _);
                    return true;
                default:
                    Skip();
                    break;
            }

        if (isFirst) throw Refused("no FeatureCollection: it has no list 'features'");
        while (Unread.Trim(" \t\r\n"u8).IsEmpty && !_isLast) Fill();
        return Unread.Trim(" \t\r\n"u8).IsEmpty ? false : throw Refused("there is more after the collection");
    }

    /// <summary>What files of before RFC 7946 say of their coordinates: taken where they are those of RFC 7946.</summary>
    private void CheckCrs()
    {
        if (!TryBuffer(out var from, out var length)) throw Refused("no coordinate reference system: it is too long");
        var crs = System.Text.Encoding.UTF8.GetString(_buffer, from, length);
        _line += crs.AsSpan().Count('\n');
        if (crs != "null" && !crs.Contains("CRS84", StringComparison.OrdinalIgnoreCase) && !crs.Contains("4326", StringComparison.Ordinal))
            throw Refused($"its coordinates are in {SafeText.Show(crs[..Math.Min(crs.Length, 200)])}; boundaries are in WGS 84, longitude first (RFC 7946 §4): convert the file");
    }

    /// <summary>Brings the whole next value into the buffer and passes it; false where it is larger than a feature may be.</summary>
    private bool TryBuffer(out int from, out int length)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(Unread, _isLast, _state);
            if (reader.Read())
            {
                var begin = (int)reader.TokenStartIndex;
                if (reader.TrySkip())
                {
                    (from, length) = (_start + begin, (int)reader.BytesConsumed - begin);
                    if (length > ImportLimits.FeatureBytes) return false;
                    _line += Unread[..begin].Count((byte)'\n');
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    return true;
                }

                if (_end - _start - begin > ImportLimits.FeatureBytes)
                {
                    (from, length) = (0, 0);
                    return false;
                }
            }

            Fill();
        }
    }

    /// <summary>Passes the next value, whatever its size.</summary>
    private void Skip()
    {
        var depth = -1;
        while (true)
        {
            var reader = new Utf8JsonReader(Unread, _isLast, _state);
            var isDone = false;
            while (!isDone && reader.Read())
            {
                if (depth < 0) depth = reader.CurrentDepth;
                isDone = reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
            }

            Pass(reader);
            if (isDone) return;
            Fill();
        }
    }

    private JsonTokenType Peek()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(Unread, _isLast, _state);
            if (reader.Read()) return reader.TokenType;
            Fill();
        }
    }

    private JsonTokenType Take(out string text)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(Unread, _isLast, _state);
            if (reader.Read())
            {
                text = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String ? reader.GetString()! : "";
                Pass(reader);
                return reader.TokenType;
            }

            Fill();
        }
    }

    private void Pass(in Utf8JsonReader reader)
    {
        _line += Unread[..(int)reader.BytesConsumed].Count((byte)'\n');
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        if (_isLast) throw Refused("the file ends within the collection");
        Unread.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end > 2 * ImportLimits.FeatureBytes) throw Refused($"a text of more than {ImportLimits.FeatureBytes} bytes");
            var larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
            Unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        (_end, BytesRead, _isLast) = (_end + read, BytesRead + read, read == 0);
    }

    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException e)
        {
            throw Refused($"no JSON: {e.Message}", e.LineNumber + 1);
        }
        catch (InvalidOperationException)
        {
            throw Refused("a byte that is not UTF-8");
        }
    }

    private RefusedException Refused(string problem, long? line = null) => new(string.Create(CultureInfo.InvariantCulture, $"{_file}:{line ?? _line}: {problem}"));
}
