"""Runs one scenario at growing values of one thing; growth.sh says how it is called."""
import json
import signal
import statistics
import subprocess
import sys
import tempfile

root, target, port, repetitions, seconds, dimensions = sys.argv[1:]
repetitions = int(repetitions)
IN_FLIGHT = ["--inflight", "20000"]
TRANSIENT = ["--autoack"] + IN_FLIGHT
PERSISTENT = ["--durable", "--persistent", "--size", "1024", "--confirm", "1000", "--inflight", "2000"]


def steady(values, arguments):
    """Runs of some seconds each with these arguments at each value."""
    return [(value, [["run", "--seconds", seconds, "--warmup", "1"] + arguments(value)]) for value in values]


def shared(producers):
    """The generator bounds what is under way of few producers only; of many it is what they have unconfirmed."""
    return ["--autoack", "--confirm", str(max(4, 20_000 // producers))]


def filled_and_drained(values):
    return [(value, [["fill", "--count", str(value), "--size", "100", "--hold", "0", "--prefix", "deep"],
                     ["drain", "--count", str(value), "--autoack", "--prefix", "deep"]]) for value in values]


GROWTH = {
    "queues": ("queues, 1,000 producers and 1,000 consumers spread over them, transient 16 B, confirmed", steady(
        [1, 10, 100, 1000],
        lambda n: shared(1000) + ["--producers", "1000", "--consumers", "1000", "--queues", str(n)])),
    "bindings": ("wildcard bindings of a topic exchange, every key matches one, transient 256 B", steady(
        [4, 10, 100, 1000, 10_000, 100_000],
        lambda n: TRANSIENT + ["--size", "256", "--exchange", "growth", "--exchange-type", "topic", "--durable",
                               "--bindings", str(n), "--queues", "10", "--consumers", "10"])),
    "connections": ("producers, and as many consumers, on up to ten queues, transient 16 B, confirmed", steady(
        [1, 10, 100, 1000, 5000],
        lambda n: shared(n) + ["--producers", str(n), "--consumers", str(n), "--queues", str(min(n, 10))])),
    "size": ("octets of a message, transient, one producer, one consumer", steady(
        [0, 16, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20],
        lambda n: ["--autoack", "--inflight", str(max(4, min(20_000, (32 << 20) // max(1, n)))), "--size", str(n)])),
    "prefetch": ("prefetch count, persistent 1 KiB, window of 1,000, each acknowledged alone up to 10, else by tenths",
                 steady([1, 3, 10, 30, 100, 1000, 10_000],
                        lambda n: PERSISTENT + ["--prefetch", str(n), "--ack-every", str(max(1, n // 10))])),
    "backlog": ("transient messages of 100 B: published with no consumer, then consumed", filled_and_drained(
        [100_000, 1_000_000, 5_000_000, 20_000_000])),
}


def ended(*unused):
    raise SystemExit(143)


class Broker:
    """One of its own for each dimension."""

    def __enter__(self):
        self.data = tempfile.TemporaryDirectory()
        command = ["./leveret", "--port", port, "--management-port", "-1", "--data-dir", self.data.name + "/data"]
        with open(self.data.name + "/log", "w") as log:
            self.process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log)
        try:
            self.load("wait")
        except BaseException:
            self.__exit__()
            raise
        return self

    def load(self, *arguments):
        command = [target + "/loadgen", *arguments, "--port", port, "--pid", str(self.process.pid), "--timeout", "900"]
        answer = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        return json.loads(answer)

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait()
        self.data.cleanup()


def measured(broker, dimension, log):
    """Of each value its runs, by mode; the first round warms up and counts for nothing."""
    found = {}
    for repetition in range(repetitions + 1):
        for value, runs in GROWTH[dimension][1]:
            for run in runs:
                result = broker.load(*run)
                result.update(dimension=dimension, value=value, repetition=repetition)
                if repetition > 0:
                    log.write(json.dumps(result) + "\n")
                    log.flush()
                    found.setdefault(run[0], {}).setdefault(value, []).append(result)
    return found


def median(runs, field):
    return statistics.median(run.get(field, float("nan")) for run in runs)


def short(value):
    return f"{value // 1_000_000}M" if value >= 1_000_000 else f"{value // 1000}k" if value >= 10_000 else str(value)


def table(dimension, by_mode):
    print(f"\n### {dimension.capitalize()}\n\n{GROWTH[dimension][0][0].upper()}{GROWTH[dimension][0][1:]}.\n")
    for mode, by_value in by_mode.items():
        rate = "published_per_s" if mode == "fill" else "consumed_per_s"
        cpu = "cpu_s_per_m_pub" if mode == "fill" else "cpu_s_per_m_cons"
        print(f"| {dimension} | {mode}: messages/s | least | most | CPU s per million | peak MiB |\n|---|---|---|---|---|---|")
        for value, runs in by_value.items():
            rates = [run[rate] for run in runs]
            print(f"| {value:,} | {statistics.median(rates):,.0f} | {min(rates):,.0f} | {max(rates):,.0f} "
                  f"| {median(runs, cpu):.2f} | {median(runs, 'rss_peak_mb'):.0f} |")
        print("\n```mermaid\nxychart-beta")
        print(f'    title "{dimension}: CPU seconds per million messages"')
        print("    x-axis [" + ", ".join(f'"{short(value)}"' for value in by_value) + "]")
        print("    line [" + ", ".join(f"{median(runs, cpu):.2f}" for runs in by_value.values()) + "]\n```\n")


signal.signal(signal.SIGTERM, ended)
with open(target + "/growth.jsonl", "w") as lines:
    for name in dimensions.split(","):
        with Broker() as started:
            table(name, measured(started, name, lines))
        sys.stdout.flush()
