using Cascade.Dsp.Filters;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Tests.Contracts;

public sealed class ContractCoverageTests
{
    [Theory]
    [InlineData(typeof(IGenerator), typeof(GeneratorContract<>))]
    [InlineData(typeof(IFilter), typeof(FilterContract<>))]
    [InlineData(typeof(Effect), typeof(EffectContract<>))]
    [InlineData(typeof(Instrument), typeof(InstrumentContract<>))]
    public void Every_unit_is_held_to_its_contract(Type kind, Type contract)
    {
        HashSet<Type> held =
            [.. typeof(ContractCoverageTests).Assembly.GetTypes().Where(type => !type.IsAbstract)
            .SelectMany(type => Subjects(type, contract))];
        IEnumerable<string> free = typeof(VoiceEngine).Assembly.GetTypes()
            .Where(type => kind.IsAssignableFrom(type) && !type.IsAbstract && type.IsVisible && !held.Contains(type))
            .Select(type => type.FullName!);
        Assert.True(!free.Any(), $"Add a subclass of {contract.Name} for: {string.Join(", ", free)}");
    }

    private static IEnumerable<Type> Subjects(Type test, Type contract)
    {
        for (Type? type = test.BaseType; type is not null; type = type.BaseType)
            if (type.IsGenericType && type.GetGenericTypeDefinition() == contract)
                yield return type.GetGenericArguments()[0];
    }
}
