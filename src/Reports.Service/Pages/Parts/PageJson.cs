using System.Text;
using System.Text.Json;

namespace Reports.Service.Pages.Parts;

/// <summary>Data for scripts inside a page: nothing in it can end the block that it stands in.</summary>
internal static class PageJson
{
    public static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new MemoryStream();
        // The default encoder writes <, > and & as \u003C, \u003E and \u0026.
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
