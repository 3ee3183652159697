# Finds Java installations. Sourced by ./leveret and ./mvnw; POSIX sh, and no Java is started unless an installation
# does not say its version in a file.

JDK_LEAST=17
JDK_HINT="Install one, for example:
  Debian, Ubuntu:  apt-get install openjdk-17-jdk-headless
  Fedora:          dnf install java-latest-openjdk-devel
  macOS:           brew install openjdk
  others:          https://adoptium.net
or set JAVA_HOME to one that is installed elsewhere."

# jdk_read HOME: sets jdk_major to the feature release of the Java in HOME (8, 17, 25), or fails when there is none.
jdk_read() {
  jdk_major=
  [ -n "$1" ] && [ -x "$1/bin/java" ] || return 1
  jdk_version=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r jdk_key jdk_value || [ -n "$jdk_key" ]; do
      if [ "$jdk_key" = JAVA_VERSION ]; then jdk_version=$jdk_value; fi
    done <"$1/release"
  fi
  if [ -z "$jdk_version" ]; then
    jdk_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  jdk_version=${jdk_version#\"}
  jdk_version=${jdk_version#1.}
  jdk_major=${jdk_version%%[!0-9]*}
  [ -n "$jdk_major" ]
}

# jdk_on_path: sets jdk_path_home to the home of the java on PATH, links followed, or to nothing.
jdk_on_path() {
  jdk_path_home=
  jdk_program=$(command -v java) || return 1
  while [ -L "$jdk_program" ]; do
    jdk_target=$(readlink "$jdk_program")
    case $jdk_target in
      /*) jdk_program=$jdk_target ;;
      *) jdk_program=${jdk_program%/*}/$jdk_target ;;
    esac
  done
  case $jdk_program in
    */bin/java) jdk_path_home=${jdk_program%/bin/java} ;;
    *) return 1 ;;
  esac
}

# jdk_usual: prints the homes in the places where systems put Java, one in a line.
jdk_usual() {
  for jdk_home in /usr/lib/jvm/* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /opt/java/* /opt/jdk*; do
    if [ -x "$jdk_home/bin/java" ]; then printf '%s\n' "$jdk_home"; fi
  done
  if [ -x /usr/libexec/java_home ]; then /usr/libexec/java_home 2>/dev/null || :; fi
}

# jdk_consider HOME [PROGRAM]: keeps HOME in jdk_best if it is newer than what is there and has bin/PROGRAM.
# The newest that is too old is kept in jdk_old, for the message.
jdk_consider() {
  jdk_read "$1" || return 0
  if [ "$jdk_major" -lt "$JDK_LEAST" ]; then
    if [ "$jdk_major" -gt "${jdk_old_major:-0}" ]; then jdk_old=$1 jdk_old_major=$jdk_major; fi
  elif [ "$jdk_major" -gt "${jdk_best_major:-0}" ] && [ -x "$1/bin/${2:-java}" ]; then
    jdk_best=$1 jdk_best_major=$jdk_major
  fi
}

# jdk_newest [PROGRAM]: sets jdk_best and jdk_best_major to the newest of all that has bin/PROGRAM, else fails.
# Of two equally new ones JAVA_HOME comes before PATH, and PATH before the usual places. LEVERET_JAVA_HOME, if it is
# set, is the only one that counts.
jdk_newest() {
  jdk_best='' jdk_best_major='' jdk_old='' jdk_old_major=''
  if [ -n "${LEVERET_JAVA_HOME:-}" ]; then
    jdk_consider "$LEVERET_JAVA_HOME" "$@"
    [ -n "$jdk_best" ]
    return
  fi
  jdk_consider "${JAVA_HOME:-}" "$@"
  if jdk_on_path; then jdk_consider "$jdk_path_home" "$@"; fi
  while IFS= read -r jdk_candidate; do
    if [ -n "$jdk_candidate" ]; then jdk_consider "$jdk_candidate" "$@"; fi
  done <<EOF
$(jdk_usual)
EOF
  [ -n "$jdk_best" ]
}

# jdk_missing NAME WHAT: says what to install, and ends with status 69.
jdk_missing() {
  if [ -n "$jdk_old" ]; then
    echo "$1: needs $2 $JDK_LEAST or later; the newest found is $jdk_old_major in $jdk_old." >&2
  else
    echo "$1: needs $2 $JDK_LEAST or later; none was found." >&2
  fi
  echo "$JDK_HINT" >&2
  exit 69
}
