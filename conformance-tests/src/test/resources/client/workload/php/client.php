<?php
// What the programs of this folder share: PROGRAM HOST PORT PREFIX.
// Each throws on what it does not expect, deletes what it declared, and its last line says what was done.
// All names start with PREFIX.
declare(strict_types=1);

require 'PhpAmqpLib/autoload.php';

use PhpAmqpLib\Channel\AMQPChannel;
use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Exception\AMQPTimeoutException;

[, $host, $port, $prefix] = $argv;
const DEADLINE_S = 20;

function connect(): AMQPStreamConnection
{
    global $host, $port;
    return new AMQPStreamConnection($host, (int) $port, 'guest', 'guest');
}

function expect(mixed $expected, mixed $actual, string $what = ''): void
{
    if ($expected !== $actual) {
        throw new LogicException("$what: expected " . json_encode($expected) . ', got ' . json_encode($actual));
    }
}

/** Serves the channel until the condition holds. */
function serve_until(AMQPChannel $channel, callable $condition, string $what): void
{
    $deadline = microtime(true) + DEADLINE_S;
    while (!$condition()) {
        if (microtime(true) > $deadline) {
            throw new LogicException("waited in vain: $what");
        }
        try {
            $channel->wait(null, false, 0.05);
        } catch (AMQPTimeoutException) {
            // Looks at the condition and the clock again.
        }
    }
}

/** Runs the work in a child process, as PHP's workers are processes; gives the child's id. */
function fork(callable $work): int
{
    $child = pcntl_fork();
    if ($child === 0) {
        try {
            $work();
            exit(0);
        } catch (Throwable $failure) {
            fwrite(STDERR, (string) $failure);
            exit(1);
        }
    }
    return $child;
}

/** Waits for the child, which must end well. */
function join_child(int $child): void
{
    pcntl_waitpid($child, $status);
    expect(0, pcntl_wexitstatus($status), 'status of a worker');
}
