using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Cascade.Samples.Web;

/// <summary>The page: what the build of <c>Client</c> leaves in <c>wwwroot</c>.</summary>
internal static class PageFiles
{
    private const string Policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; "
        + "connect-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // Vite names these files by what is in them.
    private const string Assets = "/assets";

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Whether there is a page; there is none where it was built without npm.</summary>
    public static bool Exist => File.Exists(Path.Combine(s_folder, "index.html"));

    /// <summary>Serves the page at the root.</summary>
    public static void UsePage(this IApplicationBuilder app)
    {
        if (!Exist)
            return;
        var files = new PhysicalFileProvider(s_folder);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        foreach (string text in (string[])[".html", ".css", ".js"])
            types.Mappings[text] += "; charset=utf-8";
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ContentTypeProvider = types, OnPrepareResponse = Prepare });
    }

    private static void Prepare(StaticFileResponseContext file)
    {
        IHeaderDictionary headers = file.Context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        bool lasts = file.Context.Request.Path.StartsWithSegments(Assets);
        headers.CacheControl = lasts ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
