using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Reports.Domain.Text;

namespace Reports.Service.Evidence.Report;

/// <summary>
/// HTML and SVG in which every text is encoded: what sources and coders wrote can show itself and nothing else. Letters of all
/// scripts stand as they are; what could steer a terminal or turn the direction of text around it is shown as a mark.
/// </summary>
internal sealed class Markup
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    /// <summary>Markup of our own; anything else must go through <see cref="Encode"/>, as the interpolated form does.</summary>
    public Markup Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Markup of our own around texts of others: each hole is encoded, numbers are written invariantly.</summary>
    public Markup Add(FormattableString markup)
    {
        var holes = markup.GetArguments().Select(a => a switch
        {
            Markup inner => (object)inner.ToString(),
            double number => number.ToString("0.##", CultureInfo.InvariantCulture),
            IFormattable value => Encode(value.ToString(null, CultureInfo.InvariantCulture)),
            _ => Encode(a?.ToString() ?? ""),
        }).ToArray();
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, holes);
        return this;
    }

    public static string Encode(string text) => s_encoder.Encode(SafeText.Show(text));

    public override string ToString() => _text.ToString();
}
