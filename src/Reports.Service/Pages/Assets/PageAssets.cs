using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Reports.Service.Http;

namespace Reports.Service.Pages.Assets;

/// <summary>
/// Styles, scripts and the icon of pages: embedded, served under names that change with their content, and so kept by browsers for
/// ever. Nothing of the ledger is in them: everybody may have them.
/// </summary>
public static class PageAssets
{
    public const string Root = "/assets";

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Lazy<FrozenDictionary<string, Asset>> s_assets = new(() =>
        typeof(PageAssets).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("pages/", StringComparison.Ordinal))
            .Select(n => new Asset(n["pages/".Length..])).ToFrozenDictionary(a => a.Name, StringComparer.Ordinal));

    /// <summary>Where an asset is served.</summary>
    /// <param name="name">As its file is named: <c>reports.css</c>.</param>
    public static string Address(string name) => s_assets.Value[name].Address;

    internal static async Task AnswerAsync(HttpContext context)
    {
        if (s_assets.Value.Values.FirstOrDefault(a => a.Address == context.Request.Path) is not { } asset)
            throw new ApiProblem(ProblemKind.NotFound, "there is no such asset: it is of another version");
        var response = context.Response;
        response.ContentType = s_types[Path.GetExtension(asset.Name)];
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.Vary = "Accept-Encoding";
        var takesBrotli = context.Request.Headers.AcceptEncoding.Any(e => e?.Contains("br", StringComparison.Ordinal) == true);
        if (takesBrotli) response.Headers.ContentEncoding = "br";
        var bytes = takesBrotli ? asset.Compressed.Value : asset.Bytes.Value;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private sealed class Asset
    {
        public Asset(string name)
        {
            Name = name;
            Bytes = new(Read);
            Compressed = new(Compress);
            Address = $"{Root}/{Path.GetFileNameWithoutExtension(name)}.{Convert.ToHexStringLower(SHA256.HashData(Bytes.Value).AsSpan(0, 6))}{Path.GetExtension(name)}";
        }

        public string Name { get; }

        public string Address { get; }

        public Lazy<byte[]> Bytes { get; }

        /// <summary>Compressed once, for whoever asks next.</summary>
        public Lazy<byte[]> Compressed { get; }

        private byte[] Read()
        {
            using var resource = typeof(PageAssets).Assembly.GetManifestResourceStream("pages/" + Name)!;
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            return bytes;
        }

        private byte[] Compress()
        {
            var compressed = new MemoryStream();
            using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal)) brotli.Write(Bytes.Value);
            return compressed.ToArray();
        }
    }
}
