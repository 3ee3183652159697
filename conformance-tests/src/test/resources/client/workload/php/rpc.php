<?php
// RPC: a server process that squares numbers, called with an exclusive reply queue and with direct reply-to.
declare(strict_types=1);

require __DIR__ . '/client.php';

use PhpAmqpLib\Channel\AMQPChannel;
use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Message\AMQPMessage;

const CALLS = 20;
define('REQUESTS', "$prefix.squares");

function serve(): void
{
    $connection = connect();
    $channel = $connection->channel();
    $channel->queue_declare(REQUESTS, false, false, false, true);
    $channel->basic_qos(0, 1, false);
    $stopped = false;
    $channel->basic_consume(REQUESTS, '', false, false, false, false, function (AMQPMessage $request) use (&$stopped) {
        if ($request->getBody() === 'stop') {
            $stopped = true;
        } else {
            $answer = new AMQPMessage(
                (string) ((int) $request->getBody()) ** 2, ['correlation_id' => $request->get('correlation_id')]);
            $request->getChannel()->basic_publish($answer, '', $request->get('reply_to'));
        }
        $request->ack();
    });
    serve_until($channel, function () use (&$stopped) {
        return $stopped;
    }, 'the word to stop');
    $connection->close();
}

/** Calls through the reply queue given, or an exclusive one. */
final class Client
{
    private readonly AMQPChannel $channel;
    private array $answers = [];

    public function __construct(AMQPStreamConnection $connection, private ?string $replyTo = null)
    {
        $this->channel = $connection->channel();
        $this->replyTo ??= $this->channel->queue_declare('', false, false, true)[0];
        $this->channel->basic_consume($this->replyTo, '', false, true, false, false, function (AMQPMessage $answer) {
            $this->answers[$answer->get('correlation_id')] = (int) $answer->getBody();
        });
    }

    public function square(int $n): int
    {
        $call = uniqid();
        $request = new AMQPMessage((string) $n, ['reply_to' => $this->replyTo, 'correlation_id' => $call]);
        $this->channel->basic_publish($request, '', REQUESTS);
        serve_until($this->channel, fn () => isset($this->answers[$call]), "the square of $n");
        return $this->answers[$call];
    }
}

// No connection is open yet, since the child would close it when it ends.
$server = fork('serve');
$connection = connect();
$channel = $connection->channel();
$channel->queue_declare(REQUESTS, false, false, false, true);
$numbers = range(0, CALLS - 1);
foreach ([new Client($connection), new Client($connection, 'amq.rabbitmq.reply-to')] as $client) {
    expect(array_map(fn ($n) => $n * $n, $numbers), array_map([$client, 'square'], $numbers), 'squares');
}
$channel->basic_publish(new AMQPMessage('stop'), '', REQUESTS);
join_child($server);
$connection->close();
echo CALLS, ' calls by reply queue, ', CALLS, " by direct reply-to\n";
