<?php
// Properties, header types, confirms, a return and transactions.
declare(strict_types=1);

require __DIR__ . '/client.php';

use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Message\AMQPMessage;
use PhpAmqpLib\Wire\AMQPAbstractCollection;
use PhpAmqpLib\Wire\AMQPDecimal;
use PhpAmqpLib\Wire\AMQPTable;

const PROPERTIES = [
    'content_type' => 'text/plain', 'content_encoding' => 'utf-8', 'delivery_mode' => 2, 'priority' => 7,
    'correlation_id' => 'c-1', 'reply_to' => 'answers', 'expiration' => '60000', 'message_id' => 'm-1',
    'timestamp' => 1700000000, 'type' => 'greeting', 'user_id' => 'guest', 'app_id' => 'round-trip',
];
const HEADERS = [
    'text' => "h\u{e4}llo", 'whole' => 42, 'negative' => -1, 'large' => 1 << 40, 'yes' => true, 'no' => false,
    'none' => null, 'list' => [1, 'two', ['three' => 3]], 'table' => ['inner' => ['deep' => 'down']],
];

function properties(AMQPStreamConnection $connection): int
{
    $channel = $connection->channel();
    [$queue] = $channel->queue_declare('', false, false, true);
    $headers = new AMQPTable(HEADERS);
    // What PHP has no type for is named.
    $headers->set('time', new DateTime('@1700000000'));
    $headers->set('decimal', new AMQPDecimal(1234, 2));
    $headers->set('byte', -1, AMQPAbstractCollection::T_INT_SHORTSHORT);
    $headers->set('short', -300, AMQPAbstractCollection::T_INT_SHORT);
    $headers->set('int', -70000, AMQPAbstractCollection::T_INT_LONG);
    $bodies = ['', "h\u{e4}llo", str_repeat("\0\xff", 500_000)];
    foreach ($bodies as $body) {
        $channel->basic_publish(
            new AMQPMessage($body, [...PROPERTIES, 'application_headers' => $headers]), '', $queue);
    }
    foreach ($bodies as $body) {
        $message = $channel->basic_get($queue, true);
        expect($body, $message->getBody(), 'body');
        $got = $message->get_properties();
        $seen = $got['application_headers']->getNativeData();
        unset($got['application_headers']);
        ksort($got);
        $sent = PROPERTIES;
        ksort($sent);
        expect($sent, $got, 'properties');
        expect(HEADERS, array_intersect_key($seen, HEADERS), 'headers');
        expect(1700000000, $seen['time']->getTimestamp(), 'time');
        expect([-1, -300, -70000], [$seen['byte'], $seen['short'], $seen['int']], 'typed headers');
        expect([1234, 2], [$seen['decimal']->getN(), $seen['decimal']->getE()], 'decimal');
    }
    return count($seen);
}

function confirms(AMQPStreamConnection $connection): void
{
    $channel = $connection->channel();
    $channel->confirm_select();
    $confirmed = 0;
    $returned = [];
    $channel->set_ack_handler(function () use (&$confirmed) {
        $confirmed++;
    });
    $channel->set_return_listener(function (int $code, string $text, string $exchange, string $key) use (&$returned) {
        $returned[] = [$code, $text, $key];
    });
    [$queue] = $channel->queue_declare('', false, false, true);
    for ($n = 0; $n < 100; $n++) {
        $channel->basic_publish(new AMQPMessage((string) $n), '', $queue, true);
    }
    global $prefix;
    $channel->basic_publish(new AMQPMessage('lost'), '', "$prefix.nowhere", true);
    $channel->wait_for_pending_acks_returns(DEADLINE_S);
    expect(101, $confirmed, 'confirms');
    expect([[312, 'NO_ROUTE', "$prefix.nowhere"]], $returned, 'returns');
    expect(100, $channel->queue_delete($queue), 'messages');
}

function transactions(AMQPStreamConnection $connection): void
{
    global $prefix;
    $channel = $connection->channel();
    $other = $connection->channel();
    $queue = "$prefix.tx";
    $ready = fn () => $other->queue_declare($queue, true)[1];
    $channel->queue_declare($queue, false, false, true);
    $channel->tx_select();
    for ($n = 0; $n < 5; $n++) {
        $channel->basic_publish(new AMQPMessage('rolled back'), '', $queue);
    }
    $channel->tx_rollback();
    expect(0, $ready(), 'after the rollback');
    for ($n = 0; $n < 5; $n++) {
        $channel->basic_publish(new AMQPMessage((string) $n), '', $queue);
    }
    expect(0, $ready(), 'before the commit');
    $channel->tx_commit();
    expect(5, $ready(), 'after the commit');
    $tag = $channel->basic_get($queue)->getDeliveryTag();
    $channel->basic_ack($tag);
    $channel->tx_rollback();
    $channel->basic_ack($tag);
    $channel->tx_commit();
    $channel->close();
    expect(4, $ready(), 'after the acknowledgement');
}

$connection = connect();
$headers = properties($connection);
confirms($connection);
transactions($connection);
$connection->close();
echo count(PROPERTIES), " properties, $headers headers, 101 confirms, 1 return, 2 commits, 2 rollbacks\n";
