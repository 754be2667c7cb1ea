using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A table over two places with straight lines between its points; held at all edges.</summary>
/// <param name="rows">The places of the rows, ascending.</param>
/// <param name="columns">The places of the columns, ascending.</param>
/// <param name="values">A row after the other.</param>
internal sealed class Surface(double[] rows, double[] columns, double[] values)
{
    /// <summary>The same value everywhere.</summary>
    public static Surface Constant(double value) => new([0], [0], [value]);

    /// <summary>The value at a place.</summary>
    /// <param name="row">The place among the rows.</param>
    /// <param name="column">The place among the columns.</param>
    public double At(double row, double column)
    {
        (int above, double down) = Find(rows, row);
        (int left, double along) = Find(columns, column);
        int below = Math.Min(above + 1, rows.Length - 1), right = Math.Min(left + 1, columns.Length - 1);
        double first = Between(Value(above, left), Value(above, right), along),
            second = Between(Value(below, left), Value(below, right), along);
        return Between(first, second, down);
    }

    private double Value(int row, int column) => values[row * columns.Length + column];

    private static double Between(double a, double b, double part) => a + part * (b - a);

    private static (int Index, double Part) Find(double[] places, double place)
    {
        int last = places.Length - 1;
        if (place <= places[0])
            return (0, 0);
        if (place >= places[last])
            return (last, 0);
        int index = 0;
        while (places[index + 1] <= place)
            index++;
        return (index, (place - places[index]) / (places[index + 1] - places[index]));
    }
}
