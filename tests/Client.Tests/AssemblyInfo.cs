using System.Runtime.Versioning;

// Silos, homes and signals are tested where they run.
[assembly: SupportedOSPlatform("linux")]
