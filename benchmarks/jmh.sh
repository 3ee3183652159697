#!/bin/sh
# Builds and runs the micro-benchmarks: jmh.sh [JMH's arguments], for instance
#   jmh.sh                        all of them, as their annotations say
#   jmh.sh -prof gc Codec         only the codec's, with the allocation per operation
set -eu
. "$(dirname "$0")/maven.sh"

cd "$root"
# One invocation: the class path names the jars of the modules that this very build has packaged.
maven -q -B package dependency:build-classpath -pl benchmarks -am -DskipTests \
    -DincludeScope=runtime -Dmdep.outputFile=target/classpath.txt
exec java -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" org.openjdk.jmh.Main "$@"
