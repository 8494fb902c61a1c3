using System.Globalization;
using System.Text;
using System.Text.Json;
using Reports.Domain.Text;
using Reports.Service.Output;
using Spectre.Console;

namespace Reports.Cli.Terminal;

/// <summary>
/// Where results go: tables and lines to standard output, fitted to the terminal and coloured only on one, or JSON. Text from
/// sources is shown without anything that could steer a terminal.
/// </summary>
internal sealed class Screen
{
    /// <summary>Columns when the output is no terminal.</summary>
    private const int PipeWidth = 120;

    private readonly TextWriter _out;
    private readonly StringBuilder _rendered = new();
    private readonly Lazy<IAnsiConsole> _console;

    public Screen(TextWriter @out, bool isTerminal)
    {
        _out = @out;
        IsTerminal = isTerminal;
        _console = new Lazy<IAnsiConsole>(() =>
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(isTerminal ? @out : new StringWriter(_rendered, CultureInfo.InvariantCulture)),
                Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = isTerminal && Environment.GetEnvironmentVariable("NO_COLOR") is null ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
            });
            if (!isTerminal) console.Profile.Width = PipeWidth;
            return console;
        });
    }

    public bool IsTerminal { get; }

    public void Line(string text = "") => _out.WriteLine(SafeText.Show(text));

    /// <summary>Text of our own making, line ends included.</summary>
    public void Raw(string text) => _out.Write(text);

    /// <summary>A heading over what follows.</summary>
    public void Heading(string text)
    {
        _out.WriteLine();
        if (IsTerminal) _console.Value.Write(new Text(SafeText.Show(text), new Style(decoration: Decoration.Bold)));
        else _out.Write(SafeText.Show(text));
        _out.WriteLine();
    }

    /// <summary>A table, or "none". The first column names the rows and stays whole, so that it can be copied.</summary>
    public void Table(string[] columns, IEnumerable<(string[] Cells, Tone Tone)> rows)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)) { NoWrap = table.Columns.Count == 0 }.PadRight(1));
        foreach (var (cells, tone) in rows)
            table.AddRow(cells.Select((c, i) => new Text(SafeText.Show(c), i == 1 ? Style(tone) : Spectre.Console.Style.Plain)));
        if (table.Rows.Count == 0) Line("none");
        else Render(table);
    }

    /// <summary>In a pipe nobody needs the spaces that fill a terminal's line.</summary>
    private void Render(Table table)
    {
        _console.Value.Write(table);
        if (IsTerminal) return;
        foreach (var line in _rendered.ToString().TrimEnd().Split('\n')) _out.WriteLine(line.TrimEnd());
        _rendered.Clear();
    }

    public void Json(Action<Utf8JsonWriter> write) => Json(write, PrintedJson.Options);

    /// <summary>JSON without line ends, for output that goes on.</summary>
    public void JsonLine(Action<Utf8JsonWriter> write)
    {
        Json(write, PrintedJson.Options with { Indented = false });
        _out.Flush();
    }

    public void Json<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Json(json =>
    {
        json.WriteStartArray();
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    });

    private void Json(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options)) write(json);
        _out.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static Spectre.Console.Style Style(Tone tone) => tone switch
    {
        Tone.Alarm => new Style(Color.Red),
        Tone.Caution => new Style(Color.Yellow),
        Tone.Faded => new Style(Color.Grey),
        _ => Spectre.Console.Style.Plain,
    };
}

/// <summary>How a row is told apart on a terminal; the words say the same without colour.</summary>
internal enum Tone
{
    Plain,
    Caution,
    Alarm,
    Faded,
}
