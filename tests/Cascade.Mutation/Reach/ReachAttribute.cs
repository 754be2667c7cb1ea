using System.Globalization;
using System.Reflection;
using Cascade.Mutation;
using Xunit.v3;

[assembly: Reach]

namespace Cascade.Mutation;

/// <summary>Notes which mutants each test reached, and the processor's time that it took: one line a test, in the file that
/// CASCADE_MUTANT_COVERAGE names.</summary>
/// <remarks>Compiled into the engine's tests of a mutation run only; the mutated engine knows what was reached.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class ReachAttribute : BeforeAfterTestAttribute
{
    private static readonly string s_file = Environment.GetEnvironmentVariable("CASCADE_MUTANT_COVERAGE") ?? "";

    private static readonly Func<string>? s_take =
        typeof(Dsp.VoiceEngine).Assembly.GetType("Cascade.Mutation.Switch")?.GetMethod("Take", BindingFlags.Static | BindingFlags.NonPublic)
        ?.CreateDelegate<Func<string>>();

    private static TimeSpan s_time = Environment.CpuUsage.TotalTime;

    static ReachAttribute()
    {
        if (s_file.Length > 0)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Note(".");
    }

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Note(test.TestMethod.TestClass.TestClassName + ".");

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test) =>
        Note($"{test.TestMethod.TestClass.TestClassName}.{methodUnderTest.Name}");

    private static void Note(string test)
    {
        if (s_file.Length == 0 || s_take is null)
            return;
        TimeSpan now = Environment.CpuUsage.TotalTime;
        File.AppendAllText(s_file,
            string.Create(CultureInfo.InvariantCulture, $"{test}\t{(now - s_time).TotalSeconds}\t{s_take()}\n"));
        s_time = now;
    }
}
