# What the programs of this folder share: PROGRAM HOST PORT PREFIX.
# Each raises on what it does not expect, deletes what it declared, and its last line says what was done.
# All names start with PREFIX.
require 'bunny'
require 'json'

HOST, PORT, PREFIX = ARGV[0], Integer(ARGV[1]), ARGV[2]
DEADLINE_S = 20
# A failure in a consumer's thread must end the program.
Thread.abort_on_exception = true

def connect
  Bunny.new(host: HOST, port: PORT, automatically_recover: false, logger: Logger.new($stderr, level: :fatal)).start
end

def expect(expected, actual, what = nil)
  raise "#{what}: expected #{expected.inspect}, got #{actual.inspect}" unless expected == actual
end

def wait_until(what)
  deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + DEADLINE_S
  until yield
    raise "waited in vain: #{what}" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > deadline
    sleep 0.01
  end
end
