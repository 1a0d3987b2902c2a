# Sourced with `$root`, the repository: what compiles and runs .NET here. Mono's compiler makes assemblies that run on Mono and on
# CoreCLR, which comes as a wheel of Python's and needs no SDK.
runtime=$root/dotnet/.runtime
dotnet=$runtime/dotnetcore2/bin/dotnet
newtonsoft=${NEWTONSOFT_JSON:-/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll} # Debian's, of version 6, unless another is named
# Debian's does not run on CoreCLR. This one does, and on Mono: a build of version 12 for tests only.
newtonsoft_for_core="$root/dotnet/tests/node_modules/jillejr.newtonsoft.json-for-unity/Plugins/Newtonsoft.Json AOT/Newtonsoft.Json.dll"

compile() { # ARGUMENT OF mcs …
  mcs -nologo -langversion:7.2 -warn:4 -warnaserror -optimize+ -r:System.dll -r:System.Core.dll -r:System.Data.dll -r:System.Numerics.dll \
    -r:"$newtonsoft" "$@"
}

for_core() { # FOLDER PROGRAM: what CoreCLR needs beside a program
  cp "$newtonsoft_for_core" "$1"
  printf '%s\n' '{"runtimeOptions": {"framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"},' \
    '"configProperties": {"System.Globalization.Invariant": true}}}' >"$1/$2.runtimeconfig.json"
}
