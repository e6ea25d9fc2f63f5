using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// These tests wait for processes of their own most of the time; by default no more of them run at once than there are cores.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
