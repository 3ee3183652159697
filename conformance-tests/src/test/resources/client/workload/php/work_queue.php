<?php
// The work queue of work_queue.md with php-amqplib. The workers are processes of their own: they report what they have
// done on a queue, and end when a message there says so.
declare(strict_types=1);

require __DIR__ . '/client.php';

use PhpAmqpLib\Channel\AMQPChannel;
use PhpAmqpLib\Message\AMQPMessage;
use PhpAmqpLib\Wire\AMQPTable;

const TOTAL = 200;
define('WORK', "$prefix.work");
define('RETRY', "$prefix.retry");
define('STOP', "$prefix.stop");
define('TASKS', "$prefix.tasks");
define('RETRY_50', "$prefix.retry.50");
define('RETRY_100', "$prefix.retry.100");
define('PARKED', "$prefix.parked");
define('REPORTS', "$prefix.reports");
const KEYS = ['task', 'task.1', 'task.2'];

/** How often a task fails: every 20th always, every 20th from 10 on twice. */
function failures(int $n): int
{
    return match ($n % 20) {
        0 => 3,
        10 => 2,
        default => 0,
    };
}

/**
 * How often the task has been rejected, by its x-death header, which must tell its whole way, latest death first. Only
 * the latest has a fixed place: RabbitMQ up to 3.12 turns the others round with every death.
 */
function rejections(AMQPMessage $message): int
{
    $headers = $message->has('application_headers') ? $message->get('application_headers')->getNativeData() : [];
    $deaths = [];
    $times = 0;
    foreach ($headers['x-death'] ?? [] as $death) {
        $deaths[] = [$death['queue'], $death['reason'], $death['count']];
        if ($death['queue'] === TASKS && $death['reason'] === 'rejected') {
            $times = $death['count'];
        }
    }
    $expected = [
        [],
        [[RETRY_50, 'expired', 1], [TASKS, 'rejected', 1]],
        [[RETRY_100, 'expired', 1], [RETRY_50, 'expired', 1], [TASKS, 'rejected', 2]],
    ];
    $rest = array_slice($deaths, 1);
    sort($rest);
    expect($expected[$times], [...array_slice($deaths, 0, 1), ...$rest], 'x-death');
    return $times;
}

function declare_all(AMQPChannel $channel): void
{
    $channel->exchange_declare(WORK, 'direct', false, true, false);
    $channel->exchange_declare(RETRY, 'direct', false, true, false);
    $channel->exchange_declare(STOP, 'fanout', false, false, true);
    $channel->queue_declare(
        TASKS, false, true, false, false, false, new AMQPTable(['x-dead-letter-exchange' => RETRY]));
    foreach (KEYS as $key) {
        $channel->queue_bind(TASKS, WORK, $key);
    }
    foreach ([[RETRY_50, 50, 'task', 'task.1'], [RETRY_100, 100, 'task.1', 'task.2']] as [$queue, $ttl, $key, $next]) {
        $channel->queue_declare($queue, false, true, false, false, false, new AMQPTable([
            'x-message-ttl' => $ttl, 'x-dead-letter-exchange' => WORK, 'x-dead-letter-routing-key' => $next]));
        $channel->queue_bind($queue, RETRY, $key);
    }
    $channel->queue_declare(PARKED, false, true, false, false);
    $channel->queue_declare(REPORTS, false, true, false, false);
}

function work(): void
{
    $connection = connect();
    $channel = $connection->channel();
    $channel->basic_qos(0, 10, false);
    $stopped = false;
    [$stop] = $channel->queue_declare('', false, false, true);
    $channel->queue_bind($stop, STOP);
    $channel->basic_consume($stop, '', false, true, true, false, function () use (&$stopped) {
        $stopped = true;
    });
    $channel->basic_consume(TASKS, '', false, false, false, false, function (AMQPMessage $message) use ($channel) {
        [$n, $attempt] = [(int) $message->getBody(), rejections($message)];
        expect(KEYS[$attempt], $message->getRoutingKey());
        expect(2, $message->get('delivery_mode'));
        if ($attempt === failures($n)) {
            $channel->basic_publish(new AMQPMessage("done $n $attempt"), '', REPORTS);
            $message->ack();
        } elseif ($attempt === 2) {
            $channel->basic_publish($message, '', PARKED);
            $message->ack();
        } else {
            $channel->basic_publish(new AMQPMessage("retry $n $attempt"), '', REPORTS);
            $message->nack(false);
        }
    });
    serve_until($channel, function () use (&$stopped) {
        return $stopped;
    }, 'the word to stop');
    $connection->close();
}

$connection = connect();
declare_all($connection->channel());
$connection->close();
// No connection is open now, since a child would close it when it ends.
$children = [fork('work'), fork('work')];

$connection = connect();
$channel = $connection->channel();
// A worker that came only after the word to stop would wait for it in vain.
serve_until($channel, function () use ($channel) {
    [, , $consumers] = $channel->queue_declare(TASKS, true);
    return $consumers === 2;
}, 'two workers');
$channel->confirm_select();
$confirmed = 0;
$channel->set_ack_handler(function () use (&$confirmed) {
    $confirmed++;
});
for ($n = 0; $n < TOTAL; $n++) {
    $task = new AMQPMessage((string) $n, ['delivery_mode' => AMQPMessage::DELIVERY_MODE_PERSISTENT]);
    $channel->batch_basic_publish($task, WORK, 'task', true);
}
$channel->publish_batch();
$channel->wait_for_pending_acks_returns(DEADLINE_S);
expect(TOTAL, $confirmed, 'confirms');

$reading = $connection->channel();
$reports = ['done' => [], 'retry' => []];
$parked = [];
$reading->basic_consume(REPORTS, '', false, true, false, false, function (AMQPMessage $report) use (&$reports) {
    [$what, $n, $attempt] = explode(' ', $report->getBody());
    $reports[$what][] = [(int) $n, (int) $attempt];
});
$tag = $reading->basic_consume(PARKED, '', false, false, false, false, function (AMQPMessage $task) use (&$parked) {
    expect(2, rejections($task));
    $parked[] = (int) $task->getBody();
    $task->ack();
});
serve_until($reading, function () use (&$reports, &$parked) {
    return count($reports['done']) + count($parked) >= TOTAL;
}, 'tasks');
$channel->basic_publish(new AMQPMessage('stop'), STOP);
array_map('join_child', $children);
$reading->close();
foreach ([TASKS, RETRY_50, RETRY_100, PARKED, REPORTS] as $queue) {
    expect(0, $channel->queue_delete($queue), $queue);
}
foreach ([WORK, RETRY] as $exchange) {
    $channel->exchange_delete($exchange);
}
$connection->close();

sort($parked);
sort($reports['done']);
$numbers = range(0, TOTAL - 1);
expect(array_values(array_filter($numbers, fn ($n) => failures($n) === 3)), $parked, 'parked');
expect(
    array_map(fn ($n) => [$n, failures($n)], array_values(array_filter($numbers, fn ($n) => failures($n) < 3))),
    $reports['done'], 'done');
echo count($reports['done']), ' done, ', count($parked), ' parked, ', count($reports['retry']), " retries\n";
