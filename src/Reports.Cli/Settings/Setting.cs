using System.CommandLine;
using System.CommandLine.Parsing;
using Reports.Domain.Text;

namespace Reports.Cli.Settings;

/// <summary>A value that a flag, a variable of the environment or the settings file gives, in this order.</summary>
internal interface ISetting
{
    /// <summary>The property of the settings file.</summary>
    string Property { get; }

    /// <summary>The variable of the environment.</summary>
    string Variable { get; }

    Option Option { get; }

    /// <summary>The value that holds for a command line, as a flag would give it, without secrets; null for none.</summary>
    string? Shown(ParseResult parsed);

    /// <summary>Where that value came from.</summary>
    SettingOrigin OriginOf(ParseResult parsed);
}

/// <summary>Reads a value from what was written.</summary>
/// <param name="text">As it was written.</param>
/// <param name="problem">What is wrong with it; null when nothing is.</param>
internal delegate T? SettingReader<out T>(string text, out string? problem);

/// <summary>
/// An option whose value may also come from the environment or the settings file. It is read the same way wherever it stands, and what is
/// wrong with it names the place.
/// </summary>
internal sealed class Setting<T> : Option<T>, ISetting
{
    private readonly SettingReader<T> _read;
    private readonly Func<T?> _fallback;

    /// <param name="property">The property of the settings file.</param>
    /// <param name="read">Reads what was written.</param>
    /// <param name="fallback">The value where none is given; null for none.</param>
    /// <param name="flag">Null for <c>--property</c>.</param>
    /// <param name="variable">Null for <c>REPORTS_PROPERTY</c>.</param>
    /// <param name="aliases">Other names of the flag.</param>
    public Setting(string property, SettingReader<T> read, Func<T?>? fallback = null, string? flag = null, string? variable = null, params string[] aliases)
        : base(flag ?? "--" + property, aliases)
    {
        Property = property;
        Variable = variable ?? "REPORTS_" + property.Replace('-', '_').ToUpperInvariant();
        _read = read;
        _fallback = fallback ?? (() => default);
        // A flag without a value stands for true: that is what the option's own type makes of it.
        if (typeof(T) != typeof(bool)) CustomParser = result => Read(result, result.Tokens[^1].Value, null);
        DefaultValueFactory = FromOutside;
    }

    public string Property { get; }

    public string Variable { get; }

    /// <summary>True for the path of a file or folder: in the settings file it is relative to that file.</summary>
    public bool IsPath { get; init; }

    /// <summary>How a value is shown where it may hold a secret.</summary>
    public Func<T, string>? Show { get; init; }

    Option ISetting.Option => this;

    public string? Shown(ParseResult parsed) => parsed.GetValue(this) switch
    {
        null => null,
        { } value when Show is not null => Show(value),
        bool flag => flag ? "true" : "false",
        System.Collections.IEnumerable and not string and var list => string.Join(',', ((System.Collections.IEnumerable)list).Cast<object>()) is { Length: > 0 } all ? all : null,
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        { } value => value.ToString(),
    };

    public SettingOrigin OriginOf(ParseResult parsed)
    {
        if (parsed.GetResult(this) is { Implicit: false }) return new SettingOrigin(SettingPlace.Flag, Name);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }) return new SettingOrigin(SettingPlace.Environment, Variable);
        return SettingsOptions.FileOf(parsed) is { } file && file.Find(Property) is { } entry
            ? new SettingOrigin(SettingPlace.File, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file.Path}:{entry.Line}"))
            : new SettingOrigin(SettingPlace.Default, "default");
    }

    private T FromOutside(ArgumentResult result)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set) return Read(result, set, Variable)!;
        if (SettingsOptions.FileOf(result) is not { } file || file.Find(Property) is not { } entry) return _fallback()!;
        var isHere = IsPath && entry.Text != "none" && !entry.Text.Contains("://", StringComparison.Ordinal);
        var text = isHere ? Path.GetFullPath(entry.Text, Path.GetDirectoryName(file.Path)!) : entry.Text;
        return Read(result, text, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file.Path}:{entry.Line}: {Property}"))!;
    }

    private T? Read(ArgumentResult result, string text, string? place)
    {
        var value = _read(text, out var problem);
        if (problem is null) return value;
        result.AddError($"{place ?? Name}: {SafeText.Show(problem)}");
        return _fallback();
    }
}

/// <summary>Where the value of a setting came from.</summary>
/// <param name="Place">Which of the places.</param>
/// <param name="Text">The flag, the variable, the file and line, or "default".</param>
internal readonly record struct SettingOrigin(SettingPlace Place, string Text);

/// <summary>The places a setting is looked for; the first wins.</summary>
internal enum SettingPlace
{
    Flag,
    Environment,
    File,
    Default,
}
