#!/usr/bin/env bash
# test-sdk.sh FRAMEWORK: the tests with a .NET SDK, such as net8.0: NuGet restores the packages from dist/dotnet.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/target.sh
export BOOTPAY_CASES=$PWD/tests/cases BOOTPAY_WEBHOOKS=$PWD/tests/webhooks LC_ALL=C.UTF-8 NUGET_PACKAGES=$PWD/build/nuget
rm -rf build/nuget build/dotnet-sdk
dotnet build dotnet/tests/Tests.csproj -p:TargetFramework="$1" -o build/dotnet-sdk
dotnet build/dotnet-sdk/tests.dll
