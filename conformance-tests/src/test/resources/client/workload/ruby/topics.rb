# Topic routing: the table of topics.json, one queue per pattern.
require_relative 'client'

table = JSON.parse(File.read(File.join(__dir__, '..', 'topics.json')))
keys = table['#']
session = connect
channel = session.create_channel
channel.confirm_select
exchange = channel.topic("#{PREFIX}.topic")
queues = table.keys.to_h { |pattern| [pattern, channel.queue('', exclusive: true).bind(exchange, routing_key: pattern)] }
keys.each { |key| exchange.publish(key, routing_key: key) }
raise 'not confirmed' unless channel.wait_for_confirms

table.each do |pattern, expected|
  got = []
  loop do
    info, _, body = queues[pattern].pop
    break unless info
    expect(info.routing_key, body)
    got << body
  end
  expect(expected, got, pattern)
end
exchange.delete
session.close
puts "#{keys.size} keys over #{table.size} patterns"
