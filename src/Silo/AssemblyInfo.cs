using System.Runtime.Versioning;

// Silo and runner live on Linux only (SPEC 12); the client refuses elsewhere before it starts one.
[assembly: SupportedOSPlatform("linux")]
