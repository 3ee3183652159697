<?php
// Topic routing: the table of topics.json, one queue per pattern.
declare(strict_types=1);

require __DIR__ . '/client.php';

use PhpAmqpLib\Message\AMQPMessage;

$table = json_decode(file_get_contents(__DIR__ . '/../topics.json'), true);
$keys = $table['#'];
$connection = connect();
$channel = $connection->channel();
$exchange = "$prefix.topic";
$channel->exchange_declare($exchange, 'topic', false, false, false);
$queues = [];
foreach (array_keys($table) as $pattern) {
    [$queues[$pattern]] = $channel->queue_declare('', false, false, true);
    $channel->queue_bind($queues[$pattern], $exchange, $pattern);
}
$channel->confirm_select();
foreach ($keys as $key) {
    $channel->basic_publish(new AMQPMessage($key), $exchange, $key);
}
$channel->wait_for_pending_acks(DEADLINE_S);
foreach ($table as $pattern => $expected) {
    $got = [];
    while ($message = $channel->basic_get($queues[$pattern], true)) {
        expect($message->getRoutingKey(), $message->getBody());
        $got[] = $message->getBody();
    }
    expect($expected, $got, $pattern);
}
$channel->exchange_delete($exchange);
$connection->close();
echo count($keys), ' keys over ', count($table), " patterns\n";
