# RPC: a server that squares numbers, called with an exclusive reply queue and with direct reply-to.
require_relative 'client'
require 'securerandom'

NUMBERS = (0...20).to_a
REQUESTS = "#{PREFIX}.squares"

def serve
  session = connect
  channel = session.create_channel
  channel.prefetch(1)
  channel.queue(REQUESTS, auto_delete: true).subscribe(manual_ack: true) do |info, properties, body|
    channel.default_exchange.publish((Integer(body)**2).to_s, routing_key: properties.reply_to,
                                                              correlation_id: properties.correlation_id)
    channel.ack(info.delivery_tag)
  end
  session
end

# Calls through the reply queue given, or an exclusive one.
class Client
  def initialize(session, reply_to = nil)
    @channel = session.create_channel
    @answers = Queue.new
    if reply_to
      # What bunny calls a queue would be declared, which this one must not be.
      consumer = Bunny::Consumer.new(@channel, reply_to, @channel.generate_consumer_tag, true)
      consumer.on_delivery { |_, properties, body| @answers << [properties.correlation_id, Integer(body)] }
      @channel.basic_consume_with(consumer)
      @reply_to = reply_to
    else
      queue = @channel.queue('', exclusive: true)
      queue.subscribe { |_, properties, body| @answers << [properties.correlation_id, Integer(body)] }
      @reply_to = queue.name
    end
  end

  def square(n)
    call = SecureRandom.uuid
    @channel.default_exchange.publish(n.to_s, routing_key: REQUESTS, reply_to: @reply_to, correlation_id: call)
    wait_until("the square of #{n}") { !@answers.empty? }
    answered, square = @answers.pop
    expect(call, answered)
    square
  end
end

server = serve
session = connect
[Client.new(session), Client.new(session, 'amq.rabbitmq.reply-to')].each do |client|
  expect(NUMBERS.map { |n| n * n }, NUMBERS.map { |n| client.square(n) })
end
session.close
server.close
puts "#{NUMBERS.size} calls by reply queue, #{NUMBERS.size} by direct reply-to"
