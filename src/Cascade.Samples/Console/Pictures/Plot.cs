using System.Globalization;
using System.Security;
using System.Text;

namespace Cascade.Samples.Console.Pictures;

/// <summary>A picture of one or more coordinate systems, one below the other, as SVG on white.</summary>
internal sealed class Plot
{
    private const double Width = 960;
    private const double Left = 76;
    private const double Right = 148;
    private const double Top = 62;
    private const double Between = 66;

    private readonly StringBuilder _body = new();
    private readonly string _title;
    private double _bottom = Top - Between;
    private double _legendY;
    private double _height;
    private Axis _x = new("", 0, 1);
    private Axis _y = new("", 0, 1);

    /// <param name="title">Stands above.</param>
    /// <param name="subtitle">Stands below the title, smaller.</param>
    public Plot(string title, string subtitle)
    {
        _title = title;
        Text(Left, 26, title, "font-size=\"17\" font-weight=\"600\"");
        Text(Left, 46, subtitle, "fill=\"#555\"");
    }

    private static double Inner => Width - Left - Right;

    private double PanelTop => _bottom - _height;

    /// <summary>Starts a coordinate system below the last; what is drawn next goes there.</summary>
    public void Panel(Axis x, Axis y, double height)
    {
        (_x, _y, _height) = (x, y, height);
        _bottom += Between + height;
        _legendY = PanelTop + 12;
        foreach (double tick in x.Ticks())
        {
            Rule(X(tick), PanelTop, X(tick), _bottom, "#e4e4e4");
            Text(X(tick), _bottom + 17, x.Text(tick), "text-anchor=\"middle\"");
        }
        foreach (double tick in y.Ticks())
        {
            Rule(Left, Y(tick), Left + Inner, Y(tick), "#e4e4e4");
            Text(Left - 8, Y(tick) + 4, y.Text(tick), "text-anchor=\"end\"");
        }
        Text(Left + Inner / 2, _bottom + 38, x.Label, "text-anchor=\"middle\"");
        Upright(22, PanelTop + height / 2, y.Label);
        Frame();
    }

    /// <summary>Draws a line through points; it is cut off at the edges.</summary>
    public void Line(IEnumerable<(double X, double Y)> points, string colour, string legend, bool isDashed = false)
    {
        string dashes = isDashed ? " stroke-dasharray=\"6 4\"" : "";
        string places = string.Join(' ', points.Select(p => Number(X(p.X)) + "," + Number(Clamped(p.Y))));
        Raw($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" stroke-linejoin=\"round\"{dashes} points=\"{places}\"/>");
        double y = NextLegend(legend);
        Raw($"<line x1=\"{Number(Left + Inner + 14)}\" y1=\"{Number(y - 4)}\" x2=\"{Number(Left + Inner + 36)}\" y2=\"{Number(y - 4)}\" "
            + $"stroke=\"{colour}\" stroke-width=\"2.2\"{dashes}/>");
    }

    /// <summary>Draws points, each with a stem down to the axis if wanted.</summary>
    public void Dots(IEnumerable<(double X, double Y)> points, string colour, string legend, bool hasStems = false)
    {
        foreach ((double x, double y) in points)
        {
            if (hasStems)
                Rule(X(x), Clamped(y), X(x), _bottom, colour, 1.6);
            Dot(X(x), Clamped(y), colour);
        }
        Dot(Left + Inner + 25, NextLegend(legend) - 4, colour);
    }

    /// <summary>Draws an image over the whole coordinate system, and the bar that explains its colours beside it.</summary>
    public void Image(byte[] png, Axis colours, byte[] bar)
    {
        Picture(png, Left, PanelTop, Inner, _height);
        Frame();
        double x = Left + Inner + 24, width = 16;
        Picture(bar, x, PanelTop, width, _height);
        Raw($"<rect x=\"{Number(x)}\" y=\"{Number(PanelTop)}\" width=\"{Number(width)}\" height=\"{Number(_height)}\" fill=\"none\" "
            + $"stroke=\"#444\"/>");
        foreach (double tick in colours.Ticks())
        {
            double y = _bottom - colours.Place(tick) * _height;
            Rule(x + width, y, x + width + 5, y, "#444");
            Text(x + width + 9, y + 4, colours.Text(tick));
        }
        Upright(x + width + 58, PanelTop + _height / 2, colours.Label);
    }

    /// <summary>The whole picture.</summary>
    public string ToSvg()
    {
        string height = Number(_bottom + 54), width = Number(Width);
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"
                font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#222">
            <title>{SecurityElement.Escape(_title)}</title>
            <rect width="{width}" height="{height}" fill="#fff"/>
            {_body}</svg>

            """.ReplaceLineEndings("\n");
    }

    private double X(double value) => Left + _x.Place(value) * Inner;

    private double Y(double value) => _bottom - _y.Place(value) * _height;

    private double Clamped(double value) => Y(Math.Clamp(value, _y.Minimum, _y.Maximum));

    private double NextLegend(string text)
    {
        Text(Left + Inner + 44, _legendY, text);
        _legendY += 19;
        return _legendY - 19;
    }

    private void Frame() =>
        Raw($"<rect x=\"{Number(Left)}\" y=\"{Number(PanelTop)}\" width=\"{Number(Inner)}\" height=\"{Number(_height)}\" fill=\"none\" "
            + $"stroke=\"#444\"/>");

    private void Dot(double x, double y, string colour) =>
        Raw($"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"3.2\" fill=\"{colour}\"/>");

    private void Rule(double x1, double y1, double x2, double y2, string colour, double width = 1) =>
        Raw($"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" stroke=\"{colour}\" "
            + $"stroke-width=\"{Number(width)}\"/>");

    private void Text(double x, double y, string text, string attributes = "") =>
        Raw($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" {attributes}>{SecurityElement.Escape(text)}</text>");

    private void Upright(double x, double y, string text) =>
        Text(x, y, text, $"text-anchor=\"middle\" transform=\"rotate(-90 {Number(x)} {Number(y)})\"");

    private void Picture(byte[] png, double x, double y, double width, double height) =>
        Raw($"<image x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" "
            + $"preserveAspectRatio=\"none\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    private void Raw(string element) => _body.Append(element).Append('\n');

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
