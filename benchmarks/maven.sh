# Sourced by the scripts beside it: $root is the repository's root, maven runs its Maven.
root=$(cd "$(dirname "$0")/.." && pwd)
maven() { if [ -x "$root/mvnw" ]; then "$root/mvnw" "$@"; else mvn "$@"; fi; }
