"""Transactions: publishes to two queues and acknowledgements that count only with the commit."""
from client import connect, prefix, serve_until

first, second = f"{prefix}.first", f"{prefix}.second"


def counts(connection):
    """How many messages are ready, as another channel sees it."""
    channel = connection.channel()
    found = [channel.queue_declare(queue, passive=True).method.message_count for queue in (first, second)]
    channel.close()
    return found


with connect() as connection, connect() as other:
    channel = connection.channel()
    for queue in (first, second):
        channel.queue_declare(queue, durable=True)
    channel.tx_select()

    for n in range(10):
        channel.basic_publish("", (first, second)[n % 2], b"rolled back")
    channel.queue_declare(first, passive=True)
    assert counts(other) == [0, 0], "visible before the commit"
    channel.tx_rollback()
    assert counts(other) == [0, 0], "visible after the rollback"

    for n in range(10):
        channel.basic_publish("", (first, second)[n % 2], str(n).encode())
    channel.tx_commit()
    assert counts(other) == [5, 5], counts(other)

    # An acknowledgement that is rolled back has not happened: the message is still this channel's.
    method, _, body = channel.basic_get(first)
    assert body == b"0"
    channel.basic_ack(method.delivery_tag)
    channel.tx_rollback()
    channel.basic_ack(method.delivery_tag)
    channel.basic_publish("", second, b"moved")
    channel.tx_commit()
    assert counts(other) == [4, 6], counts(other)

    # Not committed: gone with the channel, and what it took returns.
    method, _, body = channel.basic_get(first)
    channel.basic_ack(method.delivery_tag)
    channel.basic_publish("", second, b"forgotten")
    channel.close()
    serve_until(other, lambda: counts(other) == [4, 6], lambda: counts(other))

    channel = connection.channel()
    for queue in (first, second):
        channel.queue_delete(queue)
print("2 commits, 2 rollbacks, 1 left open")
