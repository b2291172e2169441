#!/usr/bin/env bash
# Restore, format check, build, fast tests: what to run before a commit.
set -euo pipefail
cd "$(dirname "$0")"
dotnet restore
dotnet format whitespace --verify-no-changes --no-restore
dotnet build --no-restore
for project in Domain Audit Providers Architecture; do
  dotnet test --no-build "tests/AgentGrid.$project.Tests"
done
