# Publish and subscribe: three subscribers, each with an exclusive queue of its own at one fanout exchange.
require_relative 'client'

NEWS = (0...50).to_a
EXCHANGE = "#{PREFIX}.news"

class Subscriber
  attr_reader :seen

  def initialize
    @seen = []
    @session = connect
    channel = @session.create_channel
    exchange = channel.fanout(EXCHANGE, auto_delete: true)
    channel.queue('', exclusive: true).bind(exchange).subscribe { |_, _, body| @seen << Integer(body) }
  end

  def close
    @session.close
  end
end

subscribers = [Subscriber.new, Subscriber.new, Subscriber.new]
session = connect
channel = session.create_channel
exchange = channel.fanout(EXCHANGE, auto_delete: true)
NEWS.each { |n| exchange.publish(n.to_s, routing_key: 'ignored') }
subscribers.each do |subscriber|
  wait_until('news') { subscriber.seen.size >= NEWS.size }
  subscriber.close
  expect(NEWS, subscriber.seen)
end
begin
  channel.exchange_declare(EXCHANGE, 'fanout', passive: true)
  raise 'the exchange outlived its last queue'
rescue Bunny::NotFound
  session.close
end
puts "#{subscribers.size} subscribers, #{NEWS.size} news each"
