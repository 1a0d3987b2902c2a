# Sourced with `$root`, the repository: what compiles and runs .NET here. Mono's compiler makes assemblies that run on Mono and on
# .NET 8, which comes in a wheel of Python's and needs no SDK.
runtime=$root/dotnet/.runtime
dotnet=$runtime/dnv/net/runtime/.net/dotnet
# NuGet's, so that the packages name the one that their users have. Mono runs them with Debian's, too.
newtonsoft=${NEWTONSOFT_JSON:-$runtime/duHast/lib/Newtonsoft.Json.dll}
newtonsoft_for_core=$runtime/dnv/sesam/commands/executors/.dlls/Newtonsoft.Json.dll

compile() { # ARGUMENT OF mcs …
  mcs -nologo -langversion:7.2 -warn:4 -warnaserror -optimize+ -r:System.dll -r:System.Core.dll -r:System.Data.dll -r:System.Numerics.dll \
    -r:"$newtonsoft" "$@"
}

for_core() { # FOLDER PROGRAM: what .NET 8 needs beside a program
  cp "$newtonsoft_for_core" "$1"
  printf '%s\n' '{"runtimeOptions": {"framework": {"name": "Microsoft.NETCore.App", "version": "8.0.0"},' \
    '"configProperties": {"System.Globalization.Invariant": true}}}' >"$1/$2.runtimeconfig.json"
}
