namespace Apex.Benchmarks;

/// <summary>Something did not do what it is measured for.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
