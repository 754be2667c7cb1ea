// Locals of inlined kernels would otherwise be zeroed in every iteration.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
