# Properties, header types, confirms, a return and transactions.
require_relative 'client'

PROPERTIES = {
  content_type: 'text/plain', content_encoding: 'utf-8', delivery_mode: 2, priority: 7, correlation_id: 'c-1',
  reply_to: 'answers', expiration: '60000', message_id: 'm-1', timestamp: 1_700_000_000, type: 'greeting',
  user_id: 'guest', app_id: 'round-trip'
}.freeze
HEADERS = {
  'text' => "h\u00e4llo".b, 'whole' => 42, 'negative' => -1, 'large' => 2**40, 'fraction' => 0.25, 'yes' => true,
  'no' => false, 'none' => nil, 'time' => Time.at(1_700_000_000), 'list' => [1, 'two', { 'three' => 3 }],
  'table' => { 'inner' => { 'deep' => 'down' } }
}.freeze

def properties(session)
  channel = session.create_channel
  queue = channel.queue('', exclusive: true)
  bodies = ['', "h\u00e4llo", "\0\xff".b * 500_000]
  bodies.each { |body| queue.publish(body, headers: HEADERS, **PROPERTIES) }
  bodies.each do |expected|
    info, got, body = nil
    wait_until('a message') { (info, got, body = queue.pop) && info }
    expect(expected.b, body.b)
    expect({ **PROPERTIES, timestamp: Time.at(1_700_000_000) }, got.to_h.slice(*PROPERTIES.keys))
    expect(HEADERS, got.headers)
  end
end

def confirms(session)
  channel = session.create_channel
  confirmed = []
  channel.confirm_select(->(tag, multiple, nack) { confirmed << [tag, multiple] unless nack })
  queue = channel.queue('', exclusive: true)
  100.times { |n| queue.publish(n.to_s) }
  raise 'not confirmed' unless channel.wait_for_confirms
  expect(100, queue.message_count)
  raise 'no confirm seen' if confirmed.empty?
end

def returned(session)
  channel = session.create_channel
  exchange = channel.default_exchange
  returns = Queue.new
  exchange.on_return { |info, _, body| returns << [info.reply_code, info.reply_text, info.routing_key, body] }
  exchange.publish('lost', routing_key: "#{PREFIX}.nowhere", mandatory: true)
  wait_until('a return') { !returns.empty? }
  expect([312, 'NO_ROUTE', "#{PREFIX}.nowhere", 'lost'], returns.pop)
end

def transactions(session)
  channel, other = session.create_channel, session.create_channel
  queue = channel.queue("#{PREFIX}.tx", exclusive: true)
  seen = other.queue("#{PREFIX}.tx", passive: true)
  channel.tx_select
  5.times { queue.publish('rolled back') }
  channel.tx_rollback
  expect(0, seen.message_count, 'after the rollback')
  5.times { |n| queue.publish(n.to_s) }
  expect(0, queue.message_count, 'before the commit')
  channel.tx_commit
  expect(5, seen.message_count, 'after the commit')
  info, = queue.pop(manual_ack: true)
  channel.ack(info.delivery_tag)
  channel.tx_rollback
  channel.ack(info.delivery_tag)
  channel.tx_commit
  channel.close
  expect(4, seen.message_count, 'after the acknowledgement')
end

session = connect
properties(session)
confirms(session)
returned(session)
transactions(session)
session.close
puts "#{PROPERTIES.size} properties, #{HEADERS.size} headers, 100 confirms, 1 return, 2 commits, 2 rollbacks"
