#!/bin/sh
# Installs the client libraries and tools that the tests in io.leveret.conformance.client run: Debian's python3-pika,
# python3-kombu, python3-celery, ruby-bunny, php-cli with php-amqplib, amqp-tools and Node, and npm's amqplib into
# .client-tools at the repository's root; and strace and mkfs.ext4, with which io.leveret.conformance.kill lets disks fail
# and fill up. What is there already is left alone. LEVERET_NODE_MODULES may name another node_modules folder.
set -eu

amqplib_version=2.3.1
root=$(cd "$(dirname "$0")/.." && pwd)

packages=
/usr/bin/python3 -c 'import pika' 2>/dev/null || packages="$packages python3-pika"
/usr/bin/python3 -c 'import celery' 2>/dev/null || packages="$packages python3-celery"
/usr/bin/python3 -c 'import kombu' 2>/dev/null || packages="$packages python3-kombu"
ruby -e "require 'bunny'" 2>/dev/null || packages="$packages ruby ruby-bunny"
php -r 'exit(function_exists("pcntl_fork") ? 0 : 1);' 2>/dev/null || packages="$packages php-cli"
php -r 'require "PhpAmqpLib/autoload.php";' >/dev/null 2>&1 || packages="$packages php-amqplib"
command -v strace >/dev/null || packages="$packages strace"
command -v mkfs.ext4 >/dev/null || packages="$packages e2fsprogs"
command -v amqp-publish >/dev/null || packages="$packages amqp-tools"
command -v node >/dev/null || packages="$packages nodejs"
command -v npm >/dev/null || packages="$packages npm"

if [ -n "$packages" ]; then
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "install as root:$packages" >&2; exit 77; }
    as_root=sudo
  fi
  $as_root apt-get update -q
  # Word splitting is wanted: every word is one package.
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $packages
fi

installed=$(sed -n 's/^ *"version": "\(.*\)".*/\1/p' "$root/.client-tools/node_modules/amqplib/package.json" 2>/dev/null || true)
if [ "$installed" != "$amqplib_version" ]; then
  npm install --prefix "$root/.client-tools" --no-save --no-package-lock --no-audit --no-fund \
      "amqplib@$amqplib_version"
fi
echo "clients: pika, kombu, celery, bunny, php-amqplib, amqp-tools, node $(node --version), amqplib $amqplib_version"
