using System;
using System.Text.Json.Serialization;

namespace Cascade.Dsp.Presets;

/// <summary>An enumeration by its names alone: a number says nothing to who reads it, and may be none of them.</summary>
internal sealed class EnumName<TEnum>() : JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false)
    where TEnum : struct, Enum;
