# The work queue of work_queue.md with bunny.
require_relative 'client'

TOTAL = 200
WORK, RETRY = "#{PREFIX}.work", "#{PREFIX}.retry"
TASKS, PARKED = "#{PREFIX}.tasks", "#{PREFIX}.parked"
RETRY_50, RETRY_100 = "#{PREFIX}.retry.50", "#{PREFIX}.retry.100"

# How often a task fails: every 20th always, every 20th from 10 on twice.
def failures(n)
  { 0 => 3, 10 => 2 }.fetch(n % 20, 0)
end

# How often the task has been rejected, by its x-death header, which must tell its whole way, latest death first.
# Only the latest has a fixed place: RabbitMQ up to 3.12 turns the others round with every death.
def rejections(properties)
  deaths = ((properties.headers || {})['x-death'] || []).map { |death| death.values_at('queue', 'reason', 'count') }
  times = deaths.find { |queue, reason, _| queue == TASKS && reason == 'rejected' }&.last || 0
  expected = [
    [],
    [[RETRY_50, 'expired', 1], [TASKS, 'rejected', 1]],
    [[RETRY_100, 'expired', 1], [RETRY_50, 'expired', 1], [TASKS, 'rejected', 2]]
  ]
  expect(expected[times], deaths.take(1) + deaths.drop(1).sort, 'x-death')
  times
end

def declare(channel)
  work, retrying = channel.direct(WORK, durable: true), channel.direct(RETRY, durable: true)
  tasks = channel.queue(TASKS, durable: true, arguments: { 'x-dead-letter-exchange' => RETRY })
  %w[task task.1 task.2].each { |key| tasks.bind(work, routing_key: key) }
  [[RETRY_50, 50, 'task', 'task.1'], [RETRY_100, 100, 'task.1', 'task.2']].each do |name, ttl, key, following|
    channel.queue(name, durable: true, arguments: {
      'x-message-ttl' => ttl, 'x-dead-letter-exchange' => WORK, 'x-dead-letter-routing-key' => following
    }).bind(retrying, routing_key: key)
  end
  channel.queue(PARKED, durable: true)
  work
end

class Worker
  attr_reader :done, :retries

  def initialize
    @done, @retries = [], 0
    @session = connect
    @channel = @session.create_channel
    @channel.prefetch(10)
    @channel.queue(TASKS, passive: true).subscribe(manual_ack: true) { |*delivery| work(*delivery) }
  end

  def work(info, properties, body)
    n, attempt = Integer(body), rejections(properties)
    expect(%w[task task.1 task.2][attempt], info.routing_key)
    if attempt == failures(n)
      @done << [n, attempt]
      @channel.ack(info.delivery_tag)
    elsif attempt == 2
      @channel.default_exchange.publish(body, routing_key: PARKED, persistent: true, headers: properties.headers)
      @channel.ack(info.delivery_tag)
    else
      @retries += 1
      @channel.nack(info.delivery_tag)
    end
  end

  def close
    @session.close
  end
end

session = connect
channel = session.create_channel
channel.confirm_select
work = declare(channel)
workers = [Worker.new, Worker.new]
TOTAL.times { |n| work.publish(n.to_s, routing_key: 'task', persistent: true, mandatory: true) }
raise 'not confirmed' unless channel.wait_for_confirms

parked = []
reading = session.create_channel
subscription = reading.queue(PARKED, passive: true).subscribe(manual_ack: true) do |info, properties, body|
  expect(2, rejections(properties))
  parked << Integer(body)
  reading.ack(info.delivery_tag)
end
wait_until("#{workers.sum { |worker| worker.done.size }} done, #{parked.size} parked") do
  workers.sum { |worker| worker.done.size } + parked.size >= TOTAL
end
subscription.cancel
workers.each(&:close)
[TASKS, PARKED, RETRY_50, RETRY_100].each do |queue|
  expect(0, channel.queue_delete(queue).message_count, queue)
end
[WORK, RETRY].each { |exchange| channel.exchange_delete(exchange) }
session.close

expect((0...TOTAL).select { |n| failures(n) == 3 }, parked.sort)
done = workers.flat_map(&:done)
expect((0...TOTAL).select { |n| failures(n) < 3 }.map { |n| [n, failures(n)] }, done.sort)
puts "#{done.size} done, #{parked.size} parked, #{workers.sum(&:retries)} retries"
