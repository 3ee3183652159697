#!/bin/bash
# Shows that the tests of durability, and the scripts that a model predicts, can fail: plants one bug after the other in a copy of the sources, runs the tests
# that should notice, and says whether they did.
#   planted-bugs.sh [WORDS...]      only bugs whose names have one of these words
# Takes some twenty minutes. Ends with status 1 if a bug was not noticed. CHECK=1 only checks that each can be planted.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
trap 'git -C "$root" worktree remove --force "$copy/tree" 2>/dev/null || true; rm -rf "$copy"' EXIT
git -C "$root" worktree add -q --detach "$copy/tree" HEAD
missed=0

# plant NAME MODULE TESTS FILE FROM TO: replaces a piece of a line by another. MODULE:OTHER where the tests are in another.
plant() {
  local name=$1 module=${2%%:*} tester=${2##*:} tests=$3 file=$4 from=$5 to=$6 word wanted=$#
  if ((${#words[@]})); then
    wanted=
    for word in "${words[@]}"; do [[ $name == *"$word"* ]] && wanted=1; done
    [ -n "$wanted" ] || return 0
  fi
  cd "$copy/tree"
  git checkout -q .
  file=$(find "$module/src/main" -path "*/$file")
  FROM=$from TO=$to perl -0pi -e 's/\Q$ENV{FROM}\E/$ENV{TO}/' "$file"
  if git diff --quiet; then
    echo "NOT PLANTED: $name"
    missed=1
    return 0
  fi
  [ -z "${CHECK:-}" ] || return 0
  SECONDS=0
  if ./mvnw -o -B verify -pl "$tester" -am -Dtest="$tests" -Dtest.timeout=120 -Dspotless.check.skip -Dsurefire.failIfNoSpecifiedTests=false \
      >"$copy/log" 2>&1; then
    echo "NOT NOTICED: $name"
    missed=1
  elif grep -q "Tests run:.*\(Failures: [1-9]\|Errors: [1-9]\)\|There was a timeout\|forked VM" "$copy/log"; then
    echo "noticed in $SECONDS s: $name, by $(grep -oE '[A-Z][A-Za-z]+Test\.[a-z][A-Za-z]{9,}' "$copy/log" | sort -u | head -3 | paste -sd ' ')"
  else
    echo "NOT BUILT: $name"
    grep -E 'WARNING.*java|ERROR.*java' "$copy/log" | head -3
    missed=1
  fi
}

words=("$@")
store=io/leveret/store
queue=io/leveret/broker/queue

plant "confirmed before it is forced" queue-store CrashTest $store/journal/GroupWriter.java \
  'opened().force();' 'opened();'
plant "directory fsync missing where a segment gets its name" queue-store CrashTest $store/journal/GroupWriter.java \
  'disk.forceNames();' ''
plant "directory fsync missing where a segment becomes a spare file" queue-store CrashTest \
  $store/journal/SegmentPool.java 'disk.forceNames();' ''
plant "directory fsync missing where a checkpoint gets its name" queue-store 'CrashTest,CheckpointTest' \
  $store/checkpoint/Checkpoints.java 'disk.forceNames();' ''
plant "directory fsync missing where a backup is finished" queue-store 'CrashTest,BackupTest' \
  $store/backup/Backup.java 'target.rename(UNFINISHED, FINISHED);
            target.forceNames();' 'target.rename(UNFINISHED, FINISHED);'
plant "recycle before the ack's group is durable" queue-store CrashTest $store/IndexWorker.java \
  'committer.progress().durableLsn()' 'committer.progress().writtenLsn()'
plant "the end of a group is not checked" queue-store 'CrashTest,TornJournalTest' $store/journal/JournalReader.java \
  '&& endsGroup(lsn, baseLsn, count) ?' '&& (endsGroup(lsn, baseLsn, count) || count >= 0) ?'
plant "a segment is used again that the older checkpoint needs" queue-store CheckpointTest \
  $store/SegmentReleases.java 'table.before(olderLsn)' 'table.before(Math.max(olderLsn, newerLsn))'
plant "a checkpoint leaves out queues that have changed" queue-store 'CrashTest,CheckpointTest,StoreIndexTest' \
  $store/index/StoreIndex.java 'changedQueues.put(queueId, queue)' 'changedQueues.putIfAbsent(queueId & ~1, queue)'
plant "a segment is let go of while it is read" queue-store BacklogReaderTest $store/SegmentReleases.java \
  'if (pins.containsKey(number)) {' 'if (pins.containsKey(number) && number < 0) {'
plant "a message is moved past one that lives" queue-store 'CompactionTest,StoreIndexTest' $store/index/Runs.java \
  'readable.applyAsLong(chunk.firstSeq(run), seq) > 1' 'readable.applyAsLong(chunk.firstSeq(run), seq) > 1_000_000'
plant "a message is moved past one of an open transaction" queue-store 'StoreIndexTest' $store/index/Runs.java \
  '(anyOpen &&' '(anyOpen && seq < 0 &&'
plant "what is retained is shown though it is too old" queue-store RetentionTest $store/ReadPlan.java \
  'return settled.get(index) &&' 'return settled.get(index) && index < 0 &&'
plant "a publish is confirmed before it is in the journal" broker-core CrashSimulationTest $queue/Queue.java \
  'recorded ? PublishOutcome.STAGED' 'recorded && entry.position() < 0 ? PublishOutcome.STAGED'
plant "a message is gone before its dead letter has arrived" broker-core 'CrashSimulationTest,DurabilityTest' \
  $queue/DeadLetters.java 'targets.forEach(next -> Enqueue.send(this, next, letter, tag));' \
  'targets.forEach(next -> Enqueue.send(this, next, letter, 0)); for (int i = targets.size(); i > 0; i--) answered(tag, PublishOutcome.ACCEPTED);'
plant "deliveries are not marked before they go out" broker-core CrashSimulationTest $queue/DeliveryMark.java \
  'journal.writer().delivered(priorities.queueId(target), Priorities.seq(target));' ''
plant "all priorities share one mark of what was delivered" broker-core CrashSimulationTest $queue/Priorities.java \
  'return QueueId.of(incarnation, max - level(position));' 'return QueueId.of(incarnation, 0);'
plant "a message is delivered that may come again unmarked" broker-core DeliveryMarkTest \
  $queue/Dispatcher.java '&& !mark.covers(head)) {' '&& !mark.covers(head) && nowMs < 0) {'
plant "commit-ok comes before the commit is forced" broker-core 'CrashSimulationTest,DurabilityTest' \
  io/leveret/broker/transaction/Transaction.java 'journal.whenDurable(() -> apply(done));' 'apply(done);'
plant "what is paged out forgets that it was delivered" broker-core QueueModelTest $queue/PagedOut.java \
  'if (wasRedelivered) {' 'if (wasRedelivered && position < 0) {'
plant "a dead letter whose message has left memory is lost" broker-core 'QueueModelTest,CrashSimulationTest' \
  $queue/Reloading.java 'residence.comeBack(missing.get(at++)' 'if (at++ < 0) residence.comeBack(missing.get(at)'
plant "what has left memory does not expire" broker-core 'QueueModelTest,PagingTest' $queue/Paging.java \
  'return dueMs <= home.turnMs();' 'return dueMs < 0;'
plant "what is requeued is not marked as redelivered" broker-core:conformance-tests PredictedScriptsTest \
  $queue/QueueState.java 'entry.markRedelivered();
        putBack(entry);' 'putBack(entry);'
plant "the alternate exchange gets what was routed" exchange-routing:conformance-tests PredictedScriptsTest \
  io/leveret/routing/RouteWalk.java '!hasMatched && node.alternate()' 'node.alternate()'
plant "a queue with one message counts as empty" broker-core:conformance-tests PredictedScriptsTest $queue/Queue.java \
  'if (ifEmpty && state.ready() > 0)' 'if (ifEmpty && state.ready() > 1)'
exit $missed
