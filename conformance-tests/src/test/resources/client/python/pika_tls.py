"""pika over TLS, with a password and with a client certificate: host, port, directory of the PEM files."""

import ssl
import sys

import pika

host, port, pem = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def round_trip(credentials, certificate):
    context = ssl.create_default_context(cafile=pem + "/authority.pem")
    if certificate:
        context.load_cert_chain(pem + "/client.pem", pem + "/client-key.pem")
    connection = pika.BlockingConnection(
        pika.ConnectionParameters(
            host, port, credentials=credentials, ssl_options=pika.SSLOptions(context, "localhost")
        )
    )
    channel = connection.channel()
    channel.confirm_delivery()
    queue = channel.queue_declare("", exclusive=True).method.queue
    body = b"x" * 300000
    channel.basic_publish("", queue, body)
    _, _, received = channel.basic_get(queue, auto_ack=True)
    assert received == body
    connection.close()


round_trip(pika.PlainCredentials("guest", "guest"), False)
round_trip(pika.credentials.ExternalCredentials(), True)
print("password and certificate")
