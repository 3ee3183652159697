<?php
// Publish and subscribe: three subscribers, each with an exclusive queue of its own at one fanout exchange.
declare(strict_types=1);

require __DIR__ . '/client.php';

use PhpAmqpLib\Channel\AMQPChannel;
use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Exception\AMQPProtocolChannelException;
use PhpAmqpLib\Message\AMQPMessage;

const NEWS = 50;
define('EXCHANGE', "$prefix.news");

final class Subscriber
{
    public array $seen = [];
    public readonly AMQPStreamConnection $connection;
    public readonly AMQPChannel $channel;

    public function __construct()
    {
        $this->connection = connect();
        $this->channel = $this->connection->channel();
        $this->channel->exchange_declare(EXCHANGE, 'fanout', false, false, true);
        [$queue] = $this->channel->queue_declare('', false, false, true);
        $this->channel->queue_bind($queue, EXCHANGE);
        $this->channel->basic_consume($queue, '', false, true, false, false, function (AMQPMessage $message) {
            $this->seen[] = (int) $message->getBody();
        });
    }
}

$subscribers = [new Subscriber(), new Subscriber(), new Subscriber()];
$connection = connect();
$channel = $connection->channel();
for ($n = 0; $n < NEWS; $n++) {
    $channel->basic_publish(new AMQPMessage((string) $n), EXCHANGE, 'ignored');
}
foreach ($subscribers as $subscriber) {
    serve_until($subscriber->channel, fn () => count($subscriber->seen) >= NEWS, 'news');
    $subscriber->connection->close();
    expect(range(0, NEWS - 1), $subscriber->seen, 'news');
}
try {
    $channel->exchange_declare(EXCHANGE, 'fanout', true);
    throw new LogicException('the exchange outlived its last queue');
} catch (AMQPProtocolChannelException $closed) {
    expect(404, $closed->getCode());
}
$connection->close();
echo count($subscribers), ' subscribers, ', NEWS, " news each\n";
